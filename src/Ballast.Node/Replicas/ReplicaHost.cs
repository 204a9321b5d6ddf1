using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Checkpoints;
using Ballast.Node.Links;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Storage.Log;

namespace Ballast.Node.Replicas;

/// <summary>What a replica needs of the node that hosts it. Callable from every replica's executor.</summary>
internal abstract class ReplicaHost
{
    public abstract NodeLimits Limits { get; }

    /// <summary>See <see cref="PlantedBug"/>.</summary>
    public abstract PlantedBug Planted { get; }

    public abstract WriteAheadLog Log { get; }

    /// <summary>A position through which the log is certainly durable, in this life or an earlier one.</summary>
    public abstract LogPosition LogReach { get; }

    /// <summary>The node's time in milliseconds, but never less than <paramref name="newest"/> + 1.</summary>
    public abstract ulong TimestampAfter(ulong newest);

    /// <summary>A clock that only goes forward, in milliseconds.</summary>
    public abstract long NowMilliseconds { get; }

    public abstract NodeId Node { get; }

    /// <summary>Whether there are other nodes, from which this one can heal.</summary>
    public abstract bool HasPeers { get; }

    /// <summary>The node's links to its peers, for all replicas together.</summary>
    public abstract NodeLinks Links { get; }

    /// <summary>The node's monotonic clock.</summary>
    public abstract TimeSpan Now { get; }

    /// <summary>The executor that waits for the disk, but for the log's.</summary>
    public abstract Executor Files { get; }

    /// <summary>All nodes that this one talks to.</summary>
    public abstract IReadOnlyList<NodeId> Peers { get; }

    /// <summary>This run of the node.</summary>
    public abstract NodeLife Life { get; }

    /// <summary>The node's member of a group has left it, and may be forgotten.</summary>
    public abstract void MemberLeft(GroupId group, ulong incarnation);

    /// <summary>Nodes that may take a place in a group.</summary>
    public abstract Candidates CandidatesFor(GroupId group);

    public abstract void Send(NodeMessage message);

    /// <summary>Work that nobody waits for: what it throws is a bug, and ends like one on an executor.</summary>
    public abstract void Watch(Task work);

    /// <summary>A group's leader on this node has begun to serve, or a replica that answers stale reads has come.</summary>
    public abstract void ReplicaServes(GroupId group);

    public abstract void RunCheckpoint(ICheckpointSteps checkpoint);

    /// <summary>Some replica needs less of the log than before.</summary>
    public abstract void LogFloorMoved();

    /// <summary>True when the cache's unwritten pages leave room for little more than what is being applied now.</summary>
    public abstract bool IsCacheNearlyDirty { get; }

    /// <summary>Writers wait for room in the cache, whichever tree takes it.</summary>
    public abstract void RelieveCache();

    public abstract void DiskIsFull(GroupId group);
    public abstract void ReplicaLeftService(GroupId group, Exception why);

    /// <summary>The node's disk can no longer be trusted: it stops acknowledging.</summary>
    public abstract void Fail(Exception why);
}
