using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Replication.Groups;

namespace Ballast.Node.Links;

/// <summary>What the control plane asks a storage node about a group. The node answers once, or never.</summary>
/// <param name="Id">As a call's.</param>
public abstract record GroupTask(NodeId From, NodeId To, ulong Id, GroupId Group) : NodeMessage(From, To);

/// <summary>Asks what the node knows of a group.</summary>
public sealed record LookAtGroup(NodeId From, NodeId To, ulong Id, GroupId Group) : GroupTask(From, To, Id, Group);

/// <summary>Makes the node's member of a new group, durably.</summary>
/// <param name="Config">The founders; the node is one of them.</param>
public sealed record MakeGroup(NodeId From, NodeId To, ulong Id, GroupId Group, PartitionSchema Schema, GroupConfig Config) : GroupTask(From, To, Id, Group);

/// <summary>Ends a group on the node and deletes its data, durably.</summary>
public sealed record DropGroup(NodeId From, NodeId To, ulong Id, GroupId Group) : GroupTask(From, To, Id, Group);

/// <summary>Asks for the counts of a group.</summary>
public sealed record CountGroup(NodeId From, NodeId To, ulong Id, GroupId Group) : GroupTask(From, To, Id, Group);

/// <summary>Asks what the node's replica of a group holds.</summary>
public sealed record ChecksumGroup(NodeId From, NodeId To, ulong Id, GroupId Group) : GroupTask(From, To, Id, Group);

/// <summary>What a node answers to a <see cref="GroupTask"/>.</summary>
public abstract record GroupTaskAnswer(NodeId From, NodeId To, ulong Id) : NodeMessage(From, To)
{
    /// <inheritdoc/>
    public override NodePort Port => NodePort.Router;
}

/// <summary>What a node knows of a group.</summary>
/// <param name="Incarnation">The node's.</param>
/// <param name="HasHistory">Whether the node has ever held anything that was acknowledged, of any group.</param>
/// <param name="Config">In force at the node's member; null where it has none. A damaged one is of epoch 0.</param>
/// <param name="IsUntouched">Whether nothing has happened to the member since it was made.</param>
public sealed record GroupLook(NodeId From, NodeId To, ulong Id, ulong Incarnation, bool HasHistory, GroupConfig? Config, bool IsUntouched) : GroupTaskAnswer(From, To, Id);

/// <summary>How a group was made or dropped.</summary>
public sealed record GroupTaskDone(NodeId From, NodeId To, ulong Id, CallOutcome Outcome) : GroupTaskAnswer(From, To, Id);

/// <summary>Counts; null when the node has no such group in service.</summary>
public sealed record GroupCounts(NodeId From, NodeId To, ulong Id, PartitionFigures? Figures) : GroupTaskAnswer(From, To, Id);

/// <summary>What a replica holds; null when the node has none in service.</summary>
public sealed record GroupChecksum(NodeId From, NodeId To, ulong Id, ReplicaChecksum? Replica) : GroupTaskAnswer(From, To, Id);
