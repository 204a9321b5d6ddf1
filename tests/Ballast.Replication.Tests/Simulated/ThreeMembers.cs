using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests.Simulated;

/// <summary>Three members whose records are durable at once, and whose messages arrive at once.</summary>
internal sealed class ThreeMembers
{
    private static readonly GroupConfig Config = new(1, [.. Enumerable.Range(1, 3).Select(static i => new GroupVoter(new NodeId((uint)i), 1, MemberKind.Storage))]);
    private readonly NodeLinks[] _links = [.. Enumerable.Range(0, 3).Select(static _ => new NodeLinks(new NodeLife(1, 1), new LeaseTerms(TimeSpan.FromSeconds(1), 1000), TimeSpan.Zero, gaveBack: true))];

    public ThreeMembers()
    {
        Members = [.. Enumerable.Range(0, 3).Select(i => new GroupMember(new GroupId(3), new NodeId((uint)i + 1), MemberState.New(1, Config), _links[i]))];
        for (var i = 0; i < Members.Length; i++)
            Members[i].Begin(Now, stands: i == 0);
    }

    public GroupMember[] Members { get; }
    public List<GroupMessage> Said { get; } = [];
    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(10);
    public uint Lost { get; set; }
    public Predicate<GroupMessage> Loses { get; set; } = static _ => false;
    public GroupMember Leader => Assert.Single(Members, static member => member.IsLeader);
    public IEnumerable<GroupMember> Followers => Members.Where(static member => !member.IsLeader);

    public NodeLinks Links(NodeId node) => _links[node.Value - 1];

    public Append LastOfLeaderAtRest() => Said.OfType<Append>().Last(static append => append.Rests);

    public void RunUntilAtRest()
    {
        for (var i = 0; i < 200 && !Array.TrueForAll(Members, static member => member.Rest is not null); i++)
            Run(TimeSpan.FromMilliseconds(100));
        Assert.All(Members, static member => Assert.True(member.Rest is not null, member.ToString()));
    }

    public void Run(TimeSpan duration)
    {
        for (var end = Now + duration; Now < end;)
        {
            Now += TimeSpan.FromMilliseconds(100);
            Probe();
            Exchange();
            foreach (var member in Members)
                member.Tick(Now, mayRest: true);
            Exchange();
        }
    }

    public void Propose()
    {
        var leader = Leader;
        leader.Propose(leader.Draft(1, new byte[1])!);
        leader.Flush(Now);
        Exchange();
    }

    public void Deliver(GroupMessage message)
    {
        Members[message.To.Value - 1].Step(message, Now);
        Exchange();
    }

    public void Exchange()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var member in Members)
            {
                long? sequence = null;
                while (member.TryTakeRecord(out var record))
                    sequence = record.Sequence;
                if (sequence is { } durable)
                    member.Durable(durable);
                while (member.TryTakeMessage(out var message))
                {
                    moved = true;
                    Said.Add(message);
                    if (message.To.Value != Lost && message.From.Value != Lost && !Loses(message))
                        Members[message.To.Value - 1].Step(message, Now);
                }
            }
        }
    }

    private void Probe()
    {
        for (uint from = 1; from <= 3; from++)
            for (uint to = 1; to <= 3; to++)
                if (from != to && from != Lost && to != Lost && Links(new NodeId(to))[new NodeId(from)].On(Links(new NodeId(from))[new NodeId(to)].Probe(Now, Links(new NodeId(from)).IsUnfit), Now) is { } grant)
                    Links(new NodeId(from))[new NodeId(to)].On(grant, Now);
    }
}
