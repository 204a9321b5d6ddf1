using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>Decides the next step by which a leader makes its group whole. A pure function of what the leader knows.</summary>
/// <remarks>
/// Whoever comes, comes as a log replica: it needs only the recent log, so the quorum has its spare again at once, and no write waits for a copy
/// of a tree. A log replica becomes a storage replica as soon as it follows, and then gets its tree. One at a time: while a member has
/// no tree, the log's beginning must be with all others. (ATC 2022, §5; docs/design/replication.md.)
/// </remarks>
public static class Healing
{
    /// <summary>The next configuration; null when nothing is to be changed, or nothing can be.</summary>
    /// <param name="config">In force.</param>
    /// <param name="self">The leader's node.</param>
    /// <param name="peers">What it knows of the others.</param>
    /// <param name="candidates">Nodes outside of the group that can be reached, in the order in which they are to be taken.</param>
    /// <param name="copiesMax">How many members a group wants.</param>
    /// <param name="silentSince">A peer that was not heard since then is taken for lost, where there is another for its place.</param>
    public static GroupConfig? Next(
        GroupConfig config, NodeId self, IReadOnlyCollection<PeerState> peers, IEnumerable<NodeId> candidates, int copiesMax, TimeSpan silentSince)
    {
        var incarnation = config.Epoch + 1;
        foreach (var peer in peers)
            if (peer.Voter.Kind == MemberKind.Log && peer.Incarnation == peer.Voter.Incarnation && peer.Accepted > Slot.BeforeLog)
                return With(config, config.Voters.Replace(peer.Voter, peer.Voter with { Kind = MemberKind.Storage }));
        foreach (var peer in peers)
            if (peer.IsForgotten && peer.ForgottenSince < silentSince && OthersAreWhole(peers, peer))
                return With(config, config.Voters.Replace(peer.Voter, new GroupVoter(peer.Voter.Node, incarnation, MemberKind.Log)));
        if (candidates.FirstOrDefault(node => node != self && !config.Has(node)) is not { Value: > 0 } comer)
            return null;
        var voter = new GroupVoter(comer, incarnation, MemberKind.Log);
        foreach (var peer in peers)
            if (peer.HeardAt < silentSince && OthersAreWhole(peers, peer))
                return With(config, config.Voters.Replace(peer.Voter, voter));
        return config.Voters.Length < copiesMax && peers.All(IsWhole) ? With(config, config.Voters.Add(voter)) : null;
    }

    private static GroupConfig With(GroupConfig config, ImmutableArray<GroupVoter> voters) => new(config.Epoch + 1, voters);

    private static bool OthersAreWhole(IEnumerable<PeerState> peers, PeerState but) => peers.All(peer => peer.Voter == but.Voter || IsWhole(peer));

    private static bool IsWhole(PeerState peer) =>
        peer is { IsForgotten: false, MayStart: false, LacksTree: false, LacksLog: false, Incarnation: not null, Voter.Kind: MemberKind.Storage };
}
