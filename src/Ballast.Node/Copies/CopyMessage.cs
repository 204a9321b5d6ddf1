using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Storage.Snapshots;

namespace Ballast.Node.Copies;

/// <summary>What nodes say about the copy of a tree.</summary>
public abstract record CopyMessage(NodeId From, NodeId To, GroupId Group) : NodeMessage(From, To);

/// <summary>The leader of a group has a tree for a member that lacks one, or lacks what the leader's log no longer has.</summary>
public sealed record TreeOffer(NodeId From, NodeId To, GroupId Group) : CopyMessage(From, To, Group);

/// <summary>Asks for the header of a checkpoint.</summary>
/// <param name="Floor">A checkpoint before this is of no use: the member has no log behind it.</param>
public sealed record AskTree(NodeId From, NodeId To, GroupId Group, Slot Floor) : CopyMessage(From, To, Group);

/// <summary>The header of the checkpoint that is lent (<see cref="CheckpointHeader"/>).</summary>
public sealed record TreeHeader(NodeId From, NodeId To, GroupId Group, ReadOnlyMemory<byte> Header) : CopyMessage(From, To, Group);

/// <summary>Asks for the pages of a checkpoint from a place on.</summary>
public sealed record AskPages(NodeId From, NodeId To, GroupId Group, ulong Sequence, CheckpointPosition Position) : CopyMessage(From, To, Group);

/// <summary>Pages of a checkpoint (<see cref="CheckpointChunk"/>).</summary>
public sealed record TreePages(NodeId From, NodeId To, GroupId Group, ulong Sequence, ReadOnlyMemory<byte> Chunk) : CopyMessage(From, To, Group);

/// <summary>The checkpoint is not lent any more; the copy must begin anew.</summary>
public sealed record TreeGone(NodeId From, NodeId To, GroupId Group, ulong Sequence) : CopyMessage(From, To, Group);
