using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Replication.Leases;

namespace Ballast.Replication.Members;

/// <summary>A member's rest: nobody says anything in its group until something moves. Immutable; any thread may look whether it is disturbed.</summary>
/// <param name="Ballot">In which the group is led.</param>
/// <param name="Leads">Whether this member leads it.</param>
/// <param name="Promises">What the rest stands on. A leader's: each peer, and the epoch of its promises. A follower's: the leader, and the epoch of this node's promises to it.</param>
public sealed record Rest(Ballot Ballot, bool Leads, ImmutableArray<RestPromise> Promises)
{
    /// <summary>Whether the nodes are heard in the same epochs; and, of a leader, whether its node may lead.</summary>
    public bool IsUndisturbed(NodeLinks links, TimeSpan now)
    {
        if (Leads && links.IsUnfit)
            return false;
        foreach (var (_, link, epoch) in Promises)
            if (Leads ? now >= link.HeldUntil(epoch) || links.IsFull && link.FitSince(now) is not null : !link.IsGiven(epoch, now))
                return false;
        return true;
    }
}

/// <summary>One end of what a rest stands on. It has the link at hand, for it is looked at again and again.</summary>
public readonly record struct RestPromise(NodeId Peer, NodeLink Link, LeaseEpoch Epoch);
