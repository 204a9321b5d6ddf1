using Ballast.Node.Calls;

namespace Ballast.Node.Fleet;

/// <summary>Where a group's leader was last, and the calls that wait for one. Thread-safe.</summary>
internal sealed class GroupPlace(int leader)
{
    private readonly Lock _lock = new();
    private readonly Queue<(ReplicaCall Call, long Since)> _waiting = new();
    private volatile int _leader = leader;
    private volatile int _changes;
    private bool _isGone;

    /// <summary>The node's place in the fleet.</summary>
    public int Leader => _leader;

    /// <summary>Grows whenever a leader begins to serve.</summary>
    public int Changes => _changes;

    /// <summary>Takes a call that found no leader; false when one has come since the call began to look, or the group is gone.</summary>
    public bool TryWait(ReplicaCall call, int changesSeen, long now)
    {
        lock (_lock)
        {
            if (_isGone || _changes != changesSeen)
                return false;
            _waiting.Enqueue((call, now));
            return true;
        }
    }

    /// <summary>A leader serves: gives those who waited for it.</summary>
    public List<ReplicaCall> Serves(int node)
    {
        lock (_lock)
        {
            _leader = node;
            _changes++;
            List<ReplicaCall> waited = [.. _waiting.Select(static waiting => waiting.Call)];
            _waiting.Clear();
            return waited;
        }
    }

    /// <summary>The group is dropped, and nobody looks here any more: gives those who waited.</summary>
    public List<ReplicaCall> Leave()
    {
        lock (_lock)
            _isGone = true;
        return TakeSince(long.MaxValue);
    }

    /// <summary>Gives those who have waited since before <paramref name="since"/>.</summary>
    public List<ReplicaCall> TakeSince(long since)
    {
        var late = new List<ReplicaCall>();
        lock (_lock)
            while (_waiting.TryPeek(out var oldest) && oldest.Since <= since)
                late.Add(_waiting.Dequeue().Call);
        return late;
    }
}
