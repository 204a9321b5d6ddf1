using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>What puts the members of a group to rest, and what must not.</summary>
public sealed class RestTests
{
    [Fact]
    public void A_group_rests_when_all_know_everything_and_wakes_with_a_proposal()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var said = group.Said.Count;
        group.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(said, group.Said.Count);
        Assert.True(group.Leader.MayServe(group.Now, group.Leader.ChosenThrough));
        Assert.All(group.Followers, member => Assert.True(group.Now - member.HeardLeaderAt < TimeSpan.FromSeconds(1)));
        group.Propose();
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
        group.RunUntilAtRest();
        Assert.All(group.Members, member => Assert.Equal(group.Leader.ChosenThrough, member.ChosenThrough));
    }

    [Fact]
    public void A_message_of_an_earlier_slot_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        group.Propose();
        group.Deliver(late);
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
    }

    [Fact]
    public void A_message_of_an_earlier_epoch_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        group.Links(late.To)[late.From].EndEpoch();
        group.Run(TimeSpan.FromMilliseconds(100));
        group.Deliver(late);
        Assert.Null(group.Members[late.To.Value - 1].Rest);
    }

    [Fact]
    public void A_message_of_an_earlier_ballot_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        Assert.True(group.Leader.TransferLead(late.To, group.Now));
        group.Exchange();
        Assert.True(group.Members[late.To.Value - 1].IsLeader);
        group.Deliver(late);
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
    }

    [Fact]
    public void An_epoch_that_ends_wakes_the_group_until_it_has_entered_the_next()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var (leader, follower) = (group.Leader.Leads!.Value.Node, group.LastOfLeaderAtRest().To);
        group.Links(follower)[leader].EndEpoch();
        group.Run(TimeSpan.FromMilliseconds(200));
        Assert.Null(group.Leader.Rest);
        group.RunUntilAtRest();
        Assert.True(group.Leader.MayServe(group.Now, group.Leader.ChosenThrough));
    }

    [Fact]
    public void A_follower_that_wakes_tells_its_leader()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var follower = group.Followers.First();
        follower.Disturb(follower.Rest!.Ballot, group.Now);
        group.Exchange();
        Assert.Null(group.Leader.Rest);
        group.RunUntilAtRest();
    }

    [Fact]
    public void A_leader_that_is_silent_to_one_does_not_rest()
    {
        var group = new ThreeMembers { Lost = 3 };
        group.Run(TimeSpan.FromSeconds(10));
        Assert.Null(group.Leader.Rest);
    }

    [Fact]
    public void A_leader_that_is_not_the_preferred_one_does_not_rest_before_the_lead_has_gone_there()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var preferred = group.Leader;
        Assert.True(preferred.TransferLead(group.LastOfLeaderAtRest().To, group.Now));
        group.Exchange();
        var since = group.Now;
        group.RunUntilAtRest();
        Assert.Same(preferred, group.Leader);
        Assert.True(group.Now - since >= TimeSpan.FromSeconds(10));
    }

    /// <summary>Three members whose records are durable at once, and whose messages arrive at once.</summary>
    private sealed class ThreeMembers
    {
        private static readonly GroupConfig Config = new(1, [.. Enumerable.Range(1, 3).Select(static i => new GroupVoter(new NodeId((uint)i), 1, MemberKind.Storage))]);
        private readonly NodeLinks[] _links = [.. Enumerable.Range(0, 3).Select(static _ => new NodeLinks(1, new LeaseTerms(TimeSpan.FromSeconds(1), 1000), TimeSpan.Zero, gaveBack: true))];

        public ThreeMembers()
        {
            Members = [.. Enumerable.Range(0, 3).Select(i => new GroupMember(new GroupId(3), new NodeId((uint)i + 1), MemberState.New(1, Config), _links[i]))];
            for (var i = 0; i < Members.Length; i++)
                Members[i].Begin(Now, stands: i == 0);
        }

        public GroupMember[] Members { get; }
        public List<GroupMessage> Said { get; } = [];
        public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(10);
        public uint Lost { get; init; }
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
                        if (message.To.Value != Lost && message.From.Value != Lost)
                            Members[message.To.Value - 1].Step(message, Now);
                    }
                }
            }
        }

        private void Probe()
        {
            for (uint from = 1; from <= 3; from++)
                for (uint to = 1; to <= 3; to++)
                    if (from != to && from != Lost && to != Lost && Links(new NodeId(to))[new NodeId(from)].On(Links(new NodeId(from))[new NodeId(to)].Probe(Now), Now) is { } grant)
                        Links(new NodeId(from))[new NodeId(to)].On(grant, Now);
        }
    }
}
