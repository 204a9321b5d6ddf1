using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Replication.Groups;

namespace Ballast.Node.Fleet;

/// <summary>What became of the attempt to give a node a call.</summary>
internal enum Taking
{
    /// <summary>The call is the node's; its route hears of it again.</summary>
    Taken,

    /// <summary>The node has no replica of the group that could answer, or cannot be asked. Nothing was done, and nothing will be.</summary>
    Passed,

    /// <summary>The node has nothing of the group.</summary>
    Absent,
}

/// <summary>What a node knows of a group.</summary>
/// <param name="Incarnation">The node's.</param>
/// <param name="HasHistory">Whether it has ever held anything that was acknowledged, of any group.</param>
/// <param name="Config">In force at its member; null where it has none.</param>
/// <param name="IsUntouched">Whether nothing has happened to the member since it was made.</param>
internal readonly record struct GroupSight(ulong Incarnation, bool HasHistory, GroupConfig? Config, bool IsUntouched);

/// <summary>A storage node as a fleet sees it, wherever it is. Thread-safe.</summary>
internal abstract class FleetNode(NodePlace place)
{
    public NodeId Node => place.Node;

    public ZoneId Zone => place.Zone;

    /// <summary>Gives the call to the node's replica of its group. It never waits.</summary>
    public abstract Taking Take(ReplicaCall call);

    /// <summary>Null when the node does not answer.</summary>
    public abstract Task<GroupSight?> LookAsync(GroupId group);

    /// <summary>Makes the node's member of a group, durably.</summary>
    public abstract Task<CallOutcome> MakeAsync(GroupId group, PartitionSchema schema, GroupConfig config);

    /// <summary>Null when the node does not answer.</summary>
    public abstract Task<CallOutcome?> DropAsync(GroupId group);

    /// <summary>Null when the node has no such group in service, or does not answer.</summary>
    public abstract Task<PartitionFigures?> CountAsync(GroupId group);

    /// <summary>Null when the node has no such group in service, or does not answer.</summary>
    public abstract Task<ReplicaChecksum?> ChecksumAsync(GroupId group);
}
