namespace Ballast.Storage.Log;

/// <summary>What the log's writer is doing.</summary>
/// <param name="Turns">Begun so far. What waits in one is durable before the next but one begins.</param>
/// <param name="IsBusy">Whether anything waits, or is being synced.</param>
public readonly record struct LogProgress(long Turns, bool IsBusy);
