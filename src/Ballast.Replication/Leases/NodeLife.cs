namespace Ballast.Replication.Leases;

/// <summary>One run of a node, from a start to its end.</summary>
/// <param name="Memory">The incarnation of the node's directory: one that is made anew has another.</param>
/// <param name="Boot">How often a node was started on it.</param>
public readonly record struct NodeLife(ulong Memory, ulong Boot);
