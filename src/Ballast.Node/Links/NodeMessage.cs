using Ballast.Foundation.Identity;
using Ballast.Replication.Leases;
using Ballast.Replication.Messages;

namespace Ballast.Node.Links;

/// <summary>Who of a process hears a message.</summary>
public enum NodePort : byte
{
    /// <summary>The storage node.</summary>
    Storage = 1,

    /// <summary>The request router, where it has asked storage nodes something.</summary>
    Router = 2,
}

/// <summary>What nodes say to each other. Immutable, but for calls (<see cref="CallMessage"/>).</summary>
public abstract record NodeMessage(NodeId From, NodeId To)
{
    /// <summary>Who hears it at <see cref="To"/>.</summary>
    public virtual NodePort Port => NodePort.Storage;
}

/// <summary>What groups of one node have to say to members on another, in order.</summary>
public sealed record GroupMessages(NodeId From, NodeId To, IReadOnlyList<GroupMessage> Messages) : NodeMessage(From, To);

/// <summary>A heartbeat: the sender asks for a promise to all of its groups.</summary>
/// <param name="Life">The sender's.</param>
public sealed record ProbeMessage(NodeId From, NodeId To, NodeLife Life, LeaseProbe Probe) : NodeMessage(From, To);

/// <summary>The answer to a heartbeat.</summary>
/// <param name="Life">The sender's.</param>
public sealed record GrantMessage(NodeId From, NodeId To, NodeLife Life, LeaseGrant Grant) : NodeMessage(From, To);

/// <summary>Groups that rest on the sender in a ballot, and in which the receiver has a part. Each message is bounded; there may be several.</summary>
public sealed record RestRollMessage(NodeId From, NodeId To, IReadOnlyList<(GroupId Group, Ballot Ballot)> Groups) : NodeMessage(From, To);

/// <summary>Of the groups that the receiver believes to rest, those in which the sender neither leads nor follows in the ballot that was named.</summary>
public sealed record RestBrokenMessage(NodeId From, NodeId To, IReadOnlyList<(GroupId Group, Ballot Ballot)> Groups) : NodeMessage(From, To);

/// <summary>The sender stops, and wants its promises back.</summary>
public sealed record ReturnMessage(NodeId From, NodeId To, LeaseReturn Return) : NodeMessage(From, To);

/// <summary>The sender relies on the receiver's promises no more.</summary>
public sealed record ReturnedMessage(NodeId From, NodeId To, LeaseReturned Returned) : NodeMessage(From, To);
