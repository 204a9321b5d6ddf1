using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>A leader alone takes in node 2, whose answers are given by hand.</summary>
public sealed class AdmissionTests
{
    private static readonly NodeId Self = new(1), Comer = new(2);
    private static readonly GroupId Group = new(1);
    private static readonly NodeLife First = new(71, 1), Second = new(72, 1);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);
    private readonly NodeLinks _links = new(new NodeLife(1, 1), new LeaseTerms(TimeSpan.FromSeconds(1), 1000), TimeSpan.Zero, gaveBack: true);
    private readonly GroupMember _leader;
    private readonly GroupConfig _alone = new(1, [new GroupVoter(Self, 1, MemberKind.Storage)]);
    private readonly GroupConfig _wanted = new(2, [new GroupVoter(Self, 1, MemberKind.Storage), new GroupVoter(Comer, 2, MemberKind.Log)]);

    public AdmissionTests()
    {
        _leader = new GroupMember(Group, Self, MemberState.New(1, _alone), _links);
        _leader.Begin(Now, stands: true);
        Settle();
        Change(_wanted);
    }

    [Fact]
    public void Who_comes_is_told_to_begin_in_one_life_of_its_node()
    {
        Assert.Empty(Answer(HasNothing()).OfType<StartLog>());
        _links[Comer].Hear(First);
        Assert.Equal(First, Assert.Single(Answer(HasNothing()).OfType<StartLog>()).Life);
        _links[Comer].Hear(Second);
        Assert.Equal(First, Assert.Single(Answer(HasNothing()).OfType<StartLog>()).Life);
    }

    [Fact]
    public void Nobody_is_admitted_who_does_not_follow()
    {
        _links[Comer].Hear(First);
        Answer(HasNothing());
        Change(_wanted);
        Assert.Equal(1UL, _leader.Config.Epoch);
        Answer(Follows());
        Change(_wanted);
        Answer(Follows());
        Assert.Equal(_wanted, _leader.Config);
    }

    [Fact]
    public void Who_did_not_begin_gets_another_chance_in_the_next_epoch()
    {
        _links[Comer].Hear(First);
        Answer(HasNothing());
        Answer(new StartRefused(Group, Comer, Self, _leader.Promised, 1));
        Change(_wanted);
        Assert.Equal(1UL, _leader.Config.Epoch);
        Answer(new StartRefused(Group, Comer, Self, _leader.Promised, 2));
        Change(_wanted);
        Settle();
        Assert.Equal(2UL, _leader.Config.Epoch);
        Assert.Equal(_alone.Voters.AsEnumerable(), _leader.Config.Voters);
    }

    [Fact]
    public void Who_has_begun_and_is_not_wanted_any_more_learns_it_from_the_next_epoch()
    {
        _links[Comer].Hear(First);
        Answer(HasNothing());
        Change(null);
        Settle();
        Assert.Equal(2UL, _leader.Config.Epoch);
        Assert.Contains(Answer(Asks(epoch: 1)), static message => message is MemberLeft { Incarnation: 2, Config.Epoch: 2 });
    }

    [Fact]
    public void Who_has_begun_under_an_earlier_leader_learns_it_from_the_next_epoch()
    {
        Change(null);
        Assert.Equal(1UL, _leader.Config.Epoch);
        Assert.DoesNotContain(Answer(Asks(epoch: 1)), static message => message is MemberLeft);
        Change(null);
        Settle();
        Assert.Equal(2UL, _leader.Config.Epoch);
        Assert.Contains(Answer(Asks(epoch: 1)), static message => message is MemberLeft { Incarnation: 2, Config.Epoch: 2 });
    }

    [Fact]
    public void Who_waits_to_be_admitted_does_not_believe_that_it_has_left()
    {
        var member = new GroupMember(Group, Comer, new MemberState(2, default, new LogStart(new Slot(3), default, _alone), false, new Slot(3), new Slot(3), default, []), _links);
        member.Begin(Now, stands: false);
        member.Step(new MemberLeft(Group, Self, Comer, new Ballot(1, Self), 2, _alone), Now);
        Assert.False(member.HasLeft);
        member.Step(new MemberLeft(Group, Self, Comer, new Ballot(1, Self), 2, new GroupConfig(2, _alone.Voters)), Now);
        Assert.True(member.HasLeft);
    }

    [Fact]
    public void Who_has_begun_is_told_to_go_on_but_never_to_begin()
    {
        _links[Comer].Hear(First);
        Answer(new Behind(Group, Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 2));
        var start = Answer(new Behind(Group, Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 2)).OfType<StartLog>();
        Assert.All(start, static message => Assert.Null(message.Life));
        Assert.Empty(Answer(HasNothing()).OfType<StartLog>());
    }

    private void Change(GroupConfig? next)
    {
        _leader.Change(next, Now);
        _leader.Flush(Now);
        Settle();
    }

    private Behind HasNothing() => new(Group, Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 0);

    private Accepted Follows() => new(Group, Comer, Self, _leader.Promised, 2, _leader.LastSlot, _leader.ChosenThrough, null, HasTree: false, Rests: false);

    private static AskMembership Asks(ulong epoch) => new(Group, Comer, Self, default, 2, epoch, IsComing: true, IsPassedOn: false);

    private List<GroupMessage> Answer(GroupMessage message)
    {
        _leader.Step(message, Now);
        return Settle();
    }

    private List<GroupMessage> Settle()
    {
        var sent = new List<GroupMessage>();
        for (var moved = true; moved;)
        {
            moved = false;
            while (_leader.TryTakeRecord(out var record))
            {
                _leader.Durable(record.Sequence);
                moved = true;
            }
            while (_leader.TryTakeMessage(out var message))
                sent.Add(message);
        }
        return sent;
    }
}
