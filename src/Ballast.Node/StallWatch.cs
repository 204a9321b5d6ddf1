using Ballast.Storage.Log;

namespace Ballast.Node;

/// <summary>Sees when a disk hangs: something in the node's log waits for its sync longer than a bound.</summary>
/// <remarks>It looks once in a while. A look that comes late itself says nothing of the disk: then it begins to count anew.</remarks>
internal sealed class StallWatch(TimeSpan stallMax)
{
    // What waits at a look is durable when two more turns have begun: one to end what is being synced, and its own.
    private const int TurnsOfOne = 2;
    private (long Turns, TimeSpan Since)? _waiting;
    private TimeSpan _lookedAt;

    public bool IsStalled(LogProgress progress, TimeSpan now)
    {
        var isLate = now - _lookedAt >= stallMax;
        _lookedAt = now;
        if (!progress.IsBusy)
            _waiting = null;
        else if (_waiting is not { } waiting || isLate || progress.Turns - waiting.Turns >= TurnsOfOne)
            _waiting = (progress.Turns, now);
        return _waiting is { } oldest && now - oldest.Since >= stallMax;
    }
}
