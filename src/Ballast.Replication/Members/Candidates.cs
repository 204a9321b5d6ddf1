using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>Who may take a place in a group: nodes that can be reached, and stand where no other voter stands.</summary>
/// <param name="group">Spreads the choice: each group prefers another of the nodes that fit.</param>
/// <param name="places">All nodes that are known, voters among them, always in the same order.</param>
/// <param name="isReachable">Whether a node was heard of late.</param>
public sealed class Candidates(GroupId group, IReadOnlyList<NodePlace> places, Func<NodeId, bool> isReachable)
{
    /// <summary>A node for one more voter, or for one in the place of <paramref name="leaver"/>; null where none fits.</summary>
    public NodeId? For(GroupConfig config, GroupVoter? leaver = null)
    {
        var taken = new List<ZoneId>();
        foreach (var voter in config.Voters)
            if (voter != leaver)
            {
                // Where a voter's zone is unknown, any might be the same.
                if (ZoneOf(voter.Node) is not { } zone)
                    return null;
                taken.Add(zone);
            }
        NodeId[] fitting = [.. places.Where(place => !config.Has(place.Node) && !taken.Contains(place.Zone) && isReachable(place.Node)).Select(static place => place.Node)];
        return fitting.Length > 0 ? fitting[(int)(group.Value % (ulong)fitting.Length)] : null;
    }

    private ZoneId? ZoneOf(NodeId node)
    {
        foreach (var place in places)
            if (place.Node == node)
                return place.Zone;
        return null;
    }
}
