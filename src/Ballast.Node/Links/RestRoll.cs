using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;

namespace Ballast.Node.Links;

/// <summary>Finds members that are gone without a word while their groups rest: nodes tell each other once in a while what rests between them.</summary>
/// <remarks>Nothing of it is posted to an executor but what has to wake. A roll or an answer that is lost comes again in the next period.</remarks>
internal sealed class RestRoll(NodeHost host, ReplicaTable replicas, INodeNetwork network)
{
    private const int GroupsOfMessageMax = 4096;
    private TimeSpan _calledAt;

    /// <summary>By the node's beat.</summary>
    public void Beat()
    {
        if (host.Now - _calledAt < host.Limits.RestRollPeriod)
            return;
        _calledAt = host.Now;
        var rolls = new SortedDictionary<NodeId, List<(GroupId, Ballot)>>();
        foreach (var member in replicas.Members)
            if (member.Membership.Rest is { } rest)
                foreach (var (peer, _, _) in rest.Promises)
                {
                    if (!rolls.TryGetValue(peer, out var roll))
                        rolls.Add(peer, roll = []);
                    roll.Add((member.Group, rest.Ballot));
                }
        foreach (var (peer, roll) in rolls)
            foreach (var part in roll.Chunk(GroupsOfMessageMax))
                network.Send(new RestRollMessage(host.Node, peer, part));
    }

    public void On(RestRollMessage roll)
    {
        (GroupId, Ballot)[] broken = [.. roll.Groups.Where(rest => !replicas.TryGetMember(rest.Group, out var member) || !member.Membership.IsIn(rest.Ballot))];
        if (broken.Length > 0)
            network.Send(new RestBrokenMessage(host.Node, roll.From, broken));
    }

    public void On(RestBrokenMessage answer)
    {
        foreach (var (group, ballot) in answer.Groups)
            if (replicas.TryGetMember(group, out var member))
                member.Executor.Post(() => member.Membership.Disturb(ballot));
    }
}
