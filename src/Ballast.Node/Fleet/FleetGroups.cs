using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Replication.Groups;

namespace Ballast.Node.Fleet;

/// <summary>Groups as a whole, over all nodes that have or could have a part in them.</summary>
/// <param name="nodes">All, in the order of their ids.</param>
/// <param name="copiesMax">Members of a group that is made, as far as there are zones.</param>
internal sealed class FleetGroups(FleetNode[] nodes, int copiesMax)
{
    /// <summary>What each node knows of a group, in their order; null where a node does not answer.</summary>
    public Task<GroupSight?[]> LookAsync(GroupId group) => Task.WhenAll(nodes.Select(node => node.LookAsync(group)));

    /// <summary>Makes the first group where every node answers and none has a past, or goes on with its making. True when some node has what others made.</summary>
    /// <remarks>
    /// All nodes are asked, for one that does not answer might have what was acknowledged. It is made again only while nothing has happened to it anywhere.
    /// </remarks>
    public async Task<bool> TryFoundAsync(GroupId root, PartitionSchema schema, bool isFounder)
    {
        var sights = await LookAsync(root);
        if (sights.Any(static sight => sight is { Config: not null, IsUntouched: false }))
            return true;
        if (sights.Any(static sight => sight is null))
            return false;
        var made = MadeOf(sights);
        if (made is null && sights.Any(static sight => sight!.Value.HasHistory))
            throw new TreeMissingException(root);
        if (!isFounder)
            return made is not null;
        return await TryMakeAsync(root, schema, made ?? ConfigOf(root, sights)) == CallOutcome.Done;
    }

    /// <summary>Makes a new group on nodes that answer, or goes on with its making; null when it has begun already.</summary>
    /// <remarks>One that has begun is never made again: a node that lacks it gets it from the others; made anew there, it would vote without its memory.</remarks>
    public async Task<CallOutcome?> MakeAsync(GroupId group, PartitionSchema schema)
    {
        var sights = await LookAsync(group);
        if (sights.Any(static sight => sight is { Config: not null, IsUntouched: false }))
            return null;
        return await TryMakeAsync(group, schema, MadeOf(sights) ?? ConfigOf(group, sights));
    }

    /// <summary>Ends a group on every node that answers; one that does not finds out when it is back that the group is nobody's.</summary>
    public async Task<CallOutcome> DropAsync(GroupId group)
    {
        var outcomes = await Task.WhenAll(nodes.Select(node => node.DropAsync(group)));
        return outcomes.FirstOrDefault(static outcome => outcome is not (null or CallOutcome.Done)) ?? CallOutcome.Done;
    }

    public async Task<GroupReport> CompareAsync(GroupId group)
    {
        var sights = await LookAsync(group);
        var config = sights.Select(static sight => sight?.Config).Where(static config => config is not null).MaxBy(static config => config!.Epoch);
        FleetNode[] members = [.. nodes.Where(node => config is null || config.Epoch == 0 || config.Has(node.Node))];
        var held = await Task.WhenAll(members.Select(node => node.ChecksumAsync(group)));
        return new GroupReport(group, [.. held.Select((replica, i) => (members[i].Node, replica))]);
    }

    private async Task<CallOutcome> TryMakeAsync(GroupId group, PartitionSchema schema, GroupConfig config)
    {
        var outcomes = await Task.WhenAll(config.Voters.Select(voter => nodes.First(node => node.Node == voter.Node).MakeAsync(group, schema, config)));
        return outcomes.Count(static outcome => outcome == CallOutcome.Done) >= config.Majority ? CallOutcome.Done : outcomes.First(static outcome => outcome != CallOutcome.Done);
    }

    // As which a group was made that nothing has happened to.
    private static GroupConfig? MadeOf(GroupSight?[] sights) => sights.Select(static sight => sight?.Config).FirstOrDefault(static config => config is not null);

    // One in each zone, as far as the copies go; each group begins its choice with another node.
    private GroupConfig ConfigOf(GroupId group, GroupSight?[] sights)
    {
        var members = new List<int>();
        for (var i = 0; i < nodes.Length && members.Count < copiesMax; i++)
        {
            var node = (int)((group.Value + (ulong)i) % (ulong)nodes.Length);
            if (sights[node] is not null && members.TrueForAll(member => nodes[member].Zone != nodes[node].Zone))
                members.Add(node);
        }
        return new GroupConfig(1, [.. members.Order().Select(member => new GroupVoter(nodes[member].Node, sights[member]!.Value.Incarnation, MemberKind.Storage))]);
    }
}
