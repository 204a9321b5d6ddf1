using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>What a leader knows of a peer: whether it must be helped, and with what.</summary>
/// <param name="Incarnation">As the peer says; 0 when it has nothing of the group, null before it has said anything.</param>
/// <param name="HeardAt">When it last answered.</param>
/// <param name="Accepted">Durable at it, in this leader's ballot.</param>
/// <param name="LacksLog">Whether the leader has trimmed what it needs next.</param>
/// <param name="LacksTree">Whether it is a storage replica with a log and no tree.</param>
/// <param name="ForgottenSince">Since when it answers as another than was admitted; null when it does not. A group that is being made is not everywhere at once.</param>
public readonly record struct PeerState(GroupVoter Voter, ulong? Incarnation, TimeSpan HeardAt, Slot Accepted, bool LacksLog, bool LacksTree, TimeSpan? ForgottenSince)
{
    /// <summary>Whether the replica that was admitted is gone: it has no vote, and another is to be admitted in its place.</summary>
    public bool IsForgotten => Incarnation is { } incarnation && incarnation != Voter.Incarnation;
}
