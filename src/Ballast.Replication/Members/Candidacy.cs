using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>Phase 1 of a ballot: who promised, and the value of the highest ballot for each slot behind what is chosen.</summary>
/// <remarks>It outlives the election: behind a change of the configuration, a majority of the new one must have promised too.</remarks>
internal sealed class Candidacy(Ballot ballot, Ballot released, TimeSpan since, PlantedBug planted)
{
    private readonly HashSet<(NodeId, ulong)> _promised = [];
    private readonly Dictionary<Slot, GroupEntry> _newest = [];

    public Ballot Ballot => ballot;

    /// <summary>The ballot that was handed over; none otherwise.</summary>
    public Ballot Released => released;

    public TimeSpan Since => since;

    public void Promised(NodeId node, ulong incarnation, IEnumerable<GroupEntry> accepted)
    {
        _promised.Add((node, incarnation));
        foreach (var entry in accepted)
            if (!_newest.TryGetValue(entry.Slot, out var known) || (planted == PlantedBug.LowestBallotWins ? known.Ballot > entry.Ballot : known.Ballot < entry.Ballot))
                _newest[entry.Slot] = entry;
    }

    public bool HasPromiseOf(GroupVoter voter) => planted == PlantedBug.AnyIncarnationCounts
        ? _promised.Any(pair => pair.Item1 == voter.Node)
        : _promised.Contains((voter.Node, voter.Incarnation));

    public bool HasMajority(GroupConfig config) =>
        config.Voters.Count(HasPromiseOf) >= (planted == PlantedBug.OneMemberIsMajority ? config.Majority - 1 : config.Majority);

    /// <summary>What must be proposed again behind <paramref name="chosen"/>, whose value's origin is <paramref name="origin"/>.</summary>
    /// <remarks>
    /// It ends where a value was not proposed behind the one before it. Such a value was never chosen: its leader's values before it would have been, as
    /// members accept in order, and would stand there. It must not be chosen now: its proposer saw another past (primary order; Junqueira, Reed and
    /// Serafini, Zab, 2011).
    /// </remarks>
    public List<GroupEntry> Unfinished(Slot chosen, Ballot origin)
    {
        var unfinished = new List<GroupEntry>();
        var change = default(Ballot);
        for (var slot = chosen.Next; _newest.TryGetValue(slot, out var entry); slot = slot.Next)
        {
            if (entry.Previous != origin && planted != PlantedBug.KeepBrokenChain || planted == PlantedBug.DropBehindChange && entry.Ballot < change)
                break;
            unfinished.Add(entry);
            origin = entry.Origin;
            if (entry.Kind == EntryKind.Config)
                change = entry.Ballot;
        }
        return unfinished;
    }
}
