using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>From where on a member without a tree must keep its log.</summary>
public sealed class FloorTests
{
    private static readonly GroupId Group = new(1);
    private static readonly NodeId Leader = new(1), Storage = new(2), Log = new(3);
    private static readonly GroupConfig First = new(1, [Voter(1), Voter(2), new GroupVoter(Log, 1, MemberKind.Log)]);
    private static readonly GroupConfig Second = new(2, [Voter(1), Voter(2), Voter(3)]);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);
    private static readonly Ballot Ballot = new(1, Leader);
    private static readonly NodeLinks Links = new(new NodeLife(1, 1), new LeaseTerms(TimeSpan.FromSeconds(1), 1000), TimeSpan.Zero, gaveBack: true);

    [Fact]
    public void A_leader_asks_for_what_any_storage_replica_may_lack()
    {
        var leader = new GroupMember(Group, Leader, MemberState.New(1, First), Links);
        leader.Begin(Now, stands: false);
        leader.Stand(Now);
        Settle(leader);
        leader.Step(new Promise(Group, Log, Leader, Ballot, 1, Slot.BeforeLog, Slot.BeforeLog, default, [], true), Now);
        Settle(leader);
        for (var i = 0; i < 5; i++)
        {
            leader.Propose(leader.Draft(1, default)!);
            Settle(leader);
        }
        leader.Flush(Now);
        Assert.Equal(Slot.BeforeLog, FloorAfter(leader, new Accepted(Group, Log, Leader, Ballot, 1, new Slot(6), new Slot(6), null, HasTree: false, Rests: false)));
        Assert.Equal(new Slot(6), leader.ChosenThrough);
        Assert.Equal(new Slot(4), FloorAfter(leader, new Accepted(Group, Storage, Leader, Ballot, 1, new Slot(6), new Slot(4), null, HasTree: true, Rests: false)));
        Assert.Equal(new Slot(4), FloorAfter(leader, new Accepted(Group, Storage, Leader, Ballot, Incarnation: 9, new Slot(6), new Slot(6), null, HasTree: true, Rests: false)));
        Assert.Equal(new Slot(6), FloorAfter(leader, new Accepted(Group, Storage, Leader, Ballot, 1, new Slot(6), new Slot(6), null, HasTree: true, Rests: false)));
    }

    [Fact]
    public void A_member_without_a_tree_moves_its_floor_within_what_it_knows_as_chosen()
    {
        var member = new GroupMember(Group, Log, new MemberState(1, default, new LogStart(new Slot(10), default, First), false, new Slot(10), new Slot(10), default, []), Links);
        member.Begin(Now, stands: false);
        member.Step(new Append(Group, Leader, Log, Ballot, new Slot(11), [Entry(11), Entry(12, Second), Entry(13), Entry(14)], new Slot(13), null, new Slot(14), Rests: false), Now);
        Settle(member);
        member.MoveFloor();
        Assert.True(member.TryTakeRecord(out var record));
        Assert.True(record is { IsFloor: true, Start: { } start } && start.Slot == new Slot(13) && start.Config == Second);
        Assert.Equal(new Slot(13), member.Floor);
        Assert.Equal(new Slot(14), member.LastSlot);
        // An older message takes nothing back.
        member.Step(new Append(Group, Leader, Log, Ballot, new Slot(15), [], new Slot(13), null, new Slot(11), Rests: false), Now);
        Assert.Equal(new Slot(13), member.FloorAllowed);
    }

    [Fact]
    public void A_member_that_is_told_to_go_on_further_on_keeps_what_it_has_accepted()
    {
        var member = Waiting();
        member.Step(new Append(Group, Leader, Log, Ballot, new Slot(11), [Entry(11), Entry(12), Entry(13), Entry(14)], new Slot(11), null, default, Rests: false), Now);
        // The leader was told that these are durable, chose them, and starts again: the other storage replica has none of them.
        Settle(member);
        var next = new Ballot(2, Leader);
        member.Step(new StartLog(Group, Leader, Log, next, 1, new LogStart(new Slot(13), Ballot, First), null), Now);
        Settle(member);
        Assert.Equal(new Slot(10), member.Floor);
        Assert.Equal(new Slot(13), member.ChosenThrough);
        member.Step(new Prepare(Group, Storage, Log, new Ballot(3, Storage), new Slot(11), default), Now);
        var promise = Assert.Single(Settle(member).OfType<Promise>());
        Assert.Equal([11ul, 12, 13, 14], promise.Accepted.Select(static entry => entry.Slot.Value));
    }

    [Fact]
    public void A_member_that_has_accepted_something_else_begins_where_it_is_told()
    {
        var member = Waiting();
        member.Step(new Append(Group, Leader, Log, Ballot, new Slot(11), [Entry(11), Entry(12)], new Slot(10), null, default, Rests: false), Now);
        Settle(member);
        var next = new Ballot(2, Storage);
        member.Step(new StartLog(Group, Storage, Log, next, 1, new LogStart(new Slot(12), next, First), null), Now);
        Assert.Equal(new Slot(12), member.Floor);
        Assert.Equal(new Slot(12), member.ChosenThrough);
    }

    private static GroupMember Waiting()
    {
        var member = new GroupMember(Group, Log, new MemberState(1, default, new LogStart(new Slot(10), Ballot, First), false, new Slot(10), new Slot(10), Ballot, []), Links);
        member.Begin(Now, stands: false);
        return member;
    }

    private static GroupVoter Voter(uint node) => new(new NodeId(node), 1, MemberKind.Storage);

    private static GroupEntry Entry(ulong slot, GroupConfig? config = null) =>
        new(new Slot(slot), Ballot, Ballot, Ballot, config is null ? EntryKind.NoOp : EntryKind.Config, 0, default, config);

    private static Slot FloorAfter(GroupMember leader, GroupMessage message)
    {
        leader.Step(message, Now);
        leader.Tick(Now);
        return Settle(leader).OfType<Append>().Last(static append => append.To == Log).Floor;
    }

    private static List<GroupMessage> Settle(GroupMember member)
    {
        var sent = new List<GroupMessage>();
        for (var moved = true; moved;)
        {
            moved = false;
            while (member.TryTakeRecord(out var record))
            {
                member.Durable(record.Sequence);
                moved = true;
            }
            while (member.TryTakeMessage(out var message))
                sent.Add(message);
        }
        return sent;
    }
}
