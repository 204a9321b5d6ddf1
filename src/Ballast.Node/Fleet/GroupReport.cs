using Ballast.Foundation.Identity;
using Ballast.Node.Copies;

namespace Ballast.Node.Fleet;

/// <summary>What the replicas of one group hold, compared.</summary>
/// <param name="Replicas">By node; null where a node has no replica in service.</param>
public sealed record GroupReport(GroupId Group, IReadOnlyList<(NodeId Node, ReplicaChecksum? Replica)> Replicas)
{
    /// <summary>Whether every node has a replica, and all are equal at the same slot.</summary>
    public bool IsEqual => Replicas.All(replica => replica.Replica is { } held && held == Replicas[0].Replica);

    /// <summary>Whether replicas could not be compared, because their slots are not the same: writes go on.</summary>
    public bool IsMoving => Replicas.All(static replica => replica.Replica is not null) && Replicas.Select(static replica => replica.Replica!.Value.Slot).Distinct().Count() > 1;
}
