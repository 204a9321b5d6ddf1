using Ballast.Storage.Log;

namespace Ballast.Node.Groups;

/// <summary>Places in the log that something other than a replica still needs, such as a group whose tree is being made.</summary>
/// <remarks>Thread-safe. At most one for each change of a group under way.</remarks>
internal sealed class LogHolds
{
    private readonly Lock _lock = new();
    private readonly List<Hold> _holds = [];

    /// <summary>Keeps everything from <paramref name="position"/> on until the hold is disposed.</summary>
    public IDisposable Take(LogPosition position)
    {
        var hold = new Hold(this, position);
        lock (_lock)
            _holds.Add(hold);
        return hold;
    }

    /// <summary>The lesser of <paramref name="floor"/> and the lowest place that is held.</summary>
    public LogPosition Lower(LogPosition floor)
    {
        lock (_lock)
        {
            foreach (var hold in _holds)
                if (hold.Position < floor)
                    floor = hold.Position;
        }
        return floor;
    }

    private sealed class Hold(LogHolds owner, LogPosition position) : IDisposable
    {
        public LogPosition Position => position;

        public void Dispose()
        {
            lock (owner._lock)
                owner._holds.Remove(this);
        }
    }
}
