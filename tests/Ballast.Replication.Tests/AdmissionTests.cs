using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>A leader alone admits node 2, whose answers are given by hand.</summary>
public sealed class AdmissionTests
{
    private static readonly NodeId Self = new(1), Comer = new(2);
    private static readonly NodeLife First = new(71, 1), Second = new(72, 1);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);
    private readonly NodeLinks _links = new(1, new LeaseTerms(TimeSpan.FromSeconds(1), 1000), TimeSpan.Zero, gaveBack: true);
    private readonly GroupMember _leader;
    private readonly GroupConfig _config = new(2, [new GroupVoter(Self, 1, MemberKind.Storage), new GroupVoter(Comer, 2, MemberKind.Log)]);

    public AdmissionTests()
    {
        var alone = new GroupConfig(1, [new GroupVoter(Self, 1, MemberKind.Storage)]);
        _leader = new GroupMember(new GroupId(1), Self, MemberState.New(1, alone), _links);
        _leader.Begin(Now, stands: true);
        Settle();
        Assert.NotNull(_leader.Propose(_config));
        Settle();
    }

    [Fact]
    public void A_member_is_told_to_begin_in_one_life_of_its_node()
    {
        Assert.Empty(Answer(HasNothing()).OfType<StartLog>());
        _links[Comer].Hear(First);
        Assert.Equal(First, Assert.Single(Answer(HasNothing()).OfType<StartLog>()).Life);
        _links[Comer].Hear(Second);
        Assert.Equal(First, Assert.Single(Answer(HasNothing()).OfType<StartLog>()).Life);
        Assert.False(Assert.Single(_leader.Peers).IsForgotten);
    }

    [Fact]
    public void A_member_that_does_not_begin_is_to_be_admitted_anew()
    {
        _links[Comer].Hear(First);
        Answer(HasNothing());
        Answer(new StartRefused(new GroupId(1), Comer, Self, _leader.Promised, 1));
        Assert.False(Assert.Single(_leader.Peers).IsForgotten);
        Answer(new StartRefused(new GroupId(1), Comer, Self, _leader.Promised, 2));
        Assert.True(Assert.Single(_leader.Peers).IsForgotten);
        Assert.Empty(Answer(HasNothing()).OfType<StartLog>());
    }

    [Fact]
    public void Who_has_begun_is_told_to_go_on_but_never_to_begin()
    {
        _links[Comer].Hear(First);
        Answer(new Behind(new GroupId(1), Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 2));
        var start = Answer(new Behind(new GroupId(1), Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 2)).OfType<StartLog>();
        Assert.All(start, static message => Assert.Null(message.Life));
        Assert.Empty(Answer(HasNothing()).OfType<StartLog>());
    }

    private Behind HasNothing() => new(new GroupId(1), Comer, Self, _leader.Promised, Slot.BeforeLog, Incarnation: 0);

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
