using System.Collections.Immutable;

using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>Decides the next step by which a leader makes its group whole. A pure function of what the leader knows.</summary>
/// <remarks>
/// Whoever comes, comes as a log replica: it needs only the recent log, so the quorum has its spare again at once, and no write waits for a copy
/// of a tree. A log replica becomes a storage replica as soon as it follows, and then gets its tree. One at a time: while a member has
/// no tree, the log's beginning must be with all others. Nobody comes into a zone where another voter stands: with a whole zone gone the group
/// runs on two copies. (ATC 2022, §5; docs/design/replication.md.)
/// </remarks>
public static class Healing
{
    /// <summary>The next configuration; null when nothing is to be changed, or nothing can be.</summary>
    /// <param name="config">In force.</param>
    /// <param name="peers">What it knows of the others.</param>
    /// <param name="candidates">Who may come.</param>
    /// <param name="copiesMax">How many members a group wants.</param>
    /// <param name="silentSince">A peer that was not heard since then is taken for lost, where there is another for its place.</param>
    public static GroupConfig? Next(GroupConfig config, IReadOnlyCollection<PeerState> peers, Candidates candidates, int copiesMax, TimeSpan silentSince)
    {
        var incarnation = config.Epoch + 1;
        foreach (var peer in peers)
            if (peer.Voter.Kind == MemberKind.Log && peer.Incarnation == peer.Voter.Incarnation)
                return With(config, config.Voters.Replace(peer.Voter, peer.Voter with { Kind = MemberKind.Storage }));
        foreach (var peer in peers)
            if (peer.IsForgotten && peer.ForgottenSince < silentSince && OthersAreWhole(peers, peer))
                return With(config, config.Voters.Replace(peer.Voter, new GroupVoter(peer.Voter.Node, incarnation, MemberKind.Log)));
        foreach (var peer in peers)
            if (peer.HeardAt < silentSince && OthersAreWhole(peers, peer) && candidates.For(config, peer.Voter) is { } other)
                return With(config, config.Voters.Replace(peer.Voter, new GroupVoter(other, incarnation, MemberKind.Log)));
        return config.Voters.Length < copiesMax && peers.All(IsWhole) && candidates.For(config) is { } comer
            ? With(config, config.Voters.Add(new GroupVoter(comer, incarnation, MemberKind.Log)))
            : null;
    }

    private static GroupConfig With(GroupConfig config, ImmutableArray<GroupVoter> voters) => new(config.Epoch + 1, voters);

    private static bool OthersAreWhole(IEnumerable<PeerState> peers, PeerState but) => peers.All(peer => peer.Voter == but.Voter || IsWhole(peer));

    private static bool IsWhole(PeerState peer) =>
        peer is { IsForgotten: false, LacksTree: false, LacksLog: false, Incarnation: not null, Voter.Kind: MemberKind.Storage };
}
