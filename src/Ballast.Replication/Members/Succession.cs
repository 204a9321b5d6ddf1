using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>Decides to whom a leader hands its lead. Pure functions of what it knows.</summary>
public static class Succession
{
    /// <summary>Who is to lead a group when all are well: so the leads of many groups are spread over their members.</summary>
    public static NodeId? Preferred(GroupId group, GroupConfig config)
    {
        var count = config.Voters.Count(static voter => voter.Kind == MemberKind.Storage);
        if (count == 0)
            return null;
        return config.Voters.Where(static voter => voter.Kind == MemberKind.Storage).ElementAt((int)(group.Value % (ulong)count)).Node;
    }

    /// <summary>Who can take the lead of a node that is not fit for it; null where the others could not choose without that node.</summary>
    /// <param name="group">Ties are decided by it, so that many leads do not all go to one node.</param>
    /// <param name="config">In force.</param>
    /// <param name="peers">What the leader knows of the others.</param>
    /// <param name="chosen">What it knows as chosen.</param>
    /// <param name="isFit">Whether a node is heard, and fit to lead.</param>
    public static NodeId? Heir(GroupId group, GroupConfig config, IEnumerable<PeerState> peers, Slot chosen, Func<NodeId, bool> isFit)
    {
        PeerState[] fit = [.. peers.Where(peer => peer.Incarnation == peer.Voter.Incarnation && isFit(peer.Voter.Node))];
        PeerState[] heirs = [.. fit.Where(peer => IsHeir(peer, chosen))];
        if (fit.Length < config.Majority || heirs.Length == 0)
            return null;
        var most = heirs.Max(static peer => peer.Accepted);
        PeerState[] first = [.. heirs.Where(peer => peer.Accepted == most)];
        return first[(int)(group.Value % (ulong)first.Length)].Voter.Node;
    }

    /// <summary>Whether a peer could lead: it has a tree, and holds what is chosen.</summary>
    public static bool IsHeir(PeerState peer, Slot chosen) =>
        peer is { Voter.Kind: MemberKind.Storage, LacksTree: false, LacksLog: false } && peer.Incarnation == peer.Voter.Incarnation && peer.Accepted >= chosen;
}
