using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>A try to lead: who promised, and the value of the highest ballot for each slot behind what is chosen (phase 1).</summary>
internal sealed class Candidacy(Ballot ballot)
{
    private readonly HashSet<NodeId> _promised = [];
    private readonly SortedDictionary<Slot, GroupEntry> _newest = [];

    public Ballot Ballot => ballot;

    public void Promised(NodeId node, IEnumerable<GroupEntry> accepted)
    {
        _promised.Add(node);
        foreach (var entry in accepted)
            if (!_newest.TryGetValue(entry.Slot, out var known) || known.Ballot < entry.Ballot)
                _newest[entry.Slot] = entry;
    }

    public bool HasMajority(GroupConfig config) => config.Voters.Count(voter => _promised.Contains(voter.Node)) >= config.Majority;

    /// <summary>What must be proposed again behind <paramref name="chosen"/>, without gaps.</summary>
    /// <remarks>
    /// Behind a change of the configuration only what was proposed after it may follow: an entry of a lower ballot there was never chosen, or the
    /// change would not have been proposed in its place.
    /// </remarks>
    public IEnumerable<GroupEntry> Unfinished(Slot chosen)
    {
        var change = default(Ballot);
        var next = chosen.Next;
        foreach (var (slot, entry) in _newest)
        {
            if (slot <= chosen || entry.Ballot < change)
                continue;
            for (; next < slot; next = next.Next)
                yield return GroupEntry.NoOp(next, ballot);
            yield return entry;
            next = slot.Next;
            if (entry.Kind == EntryKind.Config)
                change = entry.Ballot;
        }
    }
}
