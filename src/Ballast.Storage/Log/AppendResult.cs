namespace Ballast.Storage.Log;

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>The record is in the next batch. It counts only when it is durable.</summary>
    Appended,

    /// <summary>Too much waits for the disk already; nothing was taken. <see cref="ILogSubscriber.RoomAgain"/> tells when to try again.</summary>
    Busy,

    /// <summary>The disk, or the log's own bound, has no room for another segment; nothing was taken. Goes away when there is room.</summary>
    Full,

    /// <summary>The log failed or is closed; nothing was taken, and nothing ever will be.</summary>
    Stopped,
}
