using Ballast.Node.Calls;

namespace Ballast.Node.Fleet;

/// <summary>Where a group's leader was last, and the calls that wait for one. Thread-safe.</summary>
internal sealed class GroupPlace(int leader)
{
    private readonly Lock _lock = new();
    private readonly List<ReplicaCall> _waiting = [];
    private volatile int _leader = leader;
    private volatile int _changes;
    private bool _isGone;

    /// <summary>The node's place in the fleet.</summary>
    public int Leader => _leader;

    /// <summary>Grows whenever a leader begins to serve.</summary>
    public int Changes => _changes;

    /// <summary>A node has answered as the leader.</summary>
    public void Found(int node)
    {
        if (_leader != node)
            _leader = node;
    }

    /// <summary>Takes a call that found no leader; false when one has come since the call began to look, or the group is gone.</summary>
    public bool TryWait(ReplicaCall call)
    {
        lock (_lock)
        {
            if (_isGone || _changes != call.ChangesSeen)
                return false;
            _waiting.Add(call);
            return true;
        }
    }

    /// <summary>A leader serves: gives those who waited for it.</summary>
    public ReplicaCall[] Serves(int node)
    {
        lock (_lock)
        {
            _leader = node;
            _changes++;
            return TakeAll();
        }
    }

    /// <summary>The group is dropped, and nobody looks here any more: gives those who waited.</summary>
    public ReplicaCall[] Leave()
    {
        lock (_lock)
        {
            _isGone = true;
            return TakeAll();
        }
    }

    /// <summary>Gives everyone who waits.</summary>
    public ReplicaCall[] TakeWaiting()
    {
        lock (_lock)
            return TakeAll();
    }

    private ReplicaCall[] TakeAll()
    {
        if (_waiting.Count == 0)
            return [];
        ReplicaCall[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }
}
