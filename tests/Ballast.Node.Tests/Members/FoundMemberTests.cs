using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Log;

namespace Ballast.Node.Tests.Members;

/// <summary>What recovery makes of the log of a member without a tree, where the node's log has lost its beginning.</summary>
public sealed class FoundMemberTests
{
    private const ulong Incarnation = 4;
    private static readonly Ballot Leader = new(3, new NodeId(1));
    private static readonly GroupConfig Config = new(5, [new GroupVoter(new NodeId(1), 1, MemberKind.Storage), new GroupVoter(new NodeId(2), Incarnation, MemberKind.Log)]);
    private readonly FoundMember _found = new(new GroupId(2), null, hasTree: false, default, 0);
    private long _at;

    [Fact]
    public void Entries_that_lay_before_a_start_are_not_missed_where_a_later_start_follows()
    {
        Start(10);
        Accept(13, 14);
        Start(11);
        Start(12);
        Accept(15);
        var state = _found.State();
        Assert.Equal(new Slot(12), state.Floor);
        Assert.Equal(new Slot(12), state.Base.Slot);
        Assert.Equal([13ul, 14ul, 15ul], state.Entries.Select(static entry => entry.Slot.Value));
        Assert.Equal(Incarnation, state.Incarnation);
        Assert.Equal(Leader, state.Promised);
        Assert.Equal(new LogPosition(1), _found.NeedsLogFrom);
    }

    [Fact]
    public void A_later_start_drops_what_lies_before_it()
    {
        Start(10);
        Accept(11, 12, 13);
        Start(12);
        Assert.Equal([13ul], _found.State().Entries.Select(static entry => entry.Slot.Value));
    }

    [Fact]
    public void Entries_that_are_missing_and_needed_stop_the_start()
    {
        Start(10);
        Accept(13, 14);
        Start(11);
        Assert.Throws<LogGapException>(_found.State);
    }

    [Fact]
    public void A_gap_behind_entries_stops_the_start()
    {
        Start(10);
        Accept(11, 13);
        Assert.Throws<LogGapException>(_found.State);
    }

    [Fact]
    public void What_was_written_again_fills_what_the_log_has_lost_before()
    {
        Start(10);
        Accept(13, 14);
        Start(10);
        Accept(11, 12, 13, 14, 15);
        var state = _found.State();
        Assert.Equal(new Slot(10), state.Floor);
        Assert.Equal([11ul, 12ul, 13ul, 14ul, 15ul], state.Entries.Select(static entry => entry.Slot.Value));
    }

    [Fact]
    public void What_was_written_again_in_part_fills_nothing()
    {
        Start(10);
        Accept(13, 14);
        Start(10);
        Accept(11);
        Assert.Throws<LogGapException>(_found.State);
    }

    [Fact]
    public void Behind_a_tree_the_log_may_begin_within_what_was_written_again()
    {
        var found = BehindTree();
        Accept(found, 13, 14);
        Assert.Throws<LogGapException>(found.State);
        Accept(found, 11, 12, 13, 14);
        Assert.Equal([11ul, 12ul, 13ul, 14ul], found.State().Entries.Select(static entry => entry.Slot.Value));
    }

    private static FoundMember BehindTree() => new(new GroupId(2), new LogStart(new Slot(10), Leader, Config), hasTree: true, Leader, Incarnation);

    private void Start(ulong slot) =>
        _found.Take(new GroupRecord(0, Leader, new Slot(slot), null, new LogStart(new Slot(slot), Leader, Config), IsFloor: true), Incarnation, new LogPosition(++_at));

    private void Accept(params ulong[] slots) => Accept(_found, slots);

    private void Accept(FoundMember found, params ulong[] slots)
    {
        foreach (var slot in slots)
            found.Take(
                new GroupRecord(0, Leader, new Slot(slot - 1), new GroupEntry(new Slot(slot), Leader, Leader, Leader, EntryKind.NoOp, 0, default)), 0, new LogPosition(++_at));
    }
}
