using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Keys;
using Ballast.Node;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Trees;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Messages of every kind, by names under which their bytes are checked in. What stands here never changes; new ones follow.</summary>
internal static class Samples
{
    public static readonly NodeId From = new(1), To = new(2);
    public static readonly GroupId Group = new(77);
    public static readonly Ballot Ballot = new(5, From);
    public static readonly GroupConfig Config = new(9, [new(From, 4, MemberKind.Storage), new(To, 11, MemberKind.Storage), new(new(3), 12, MemberKind.Log)]);

    public static readonly LocalIndex Index =
        new("byColor", 3, new KeyPart("color", KeyType.Binary), new IndexProjection(ProjectionKind.Include, ["größe", "price"]));

    private static readonly NodeLife Life = new(0xFEDC_BA98_7654_3210, 6), OtherLife = new(31, 8);
    private static readonly LeaseEpoch Epoch = new(OtherLife, 300);

    public static IEnumerable<(string Name, NodeMessage Message)> All =>
        GroupSamples.Select(static sample => (sample.Name, (NodeMessage)new GroupMessages(From, To, [sample.Message])))
            .Concat(Nodes).Concat(Tasks).Concat(Copies).Concat(CallSamples.Asked).Concat(CallSamples.Answered);

    public static IEnumerable<(string Name, GroupMessage Message)> GroupSamples =>
    [
        ("prepare", new Prepare(Group, From, To, Ballot, new Slot(12), new Ballot(4, To))),
        ("promise", new Promise(Group, From, To, Ballot, 4, new Slot(11), new Slot(9), new Ballot(2, To), Entries(10), IsWhole: true)),
        ("refused", new Refused(Group, From, To, Ballot, new Ballot(6, To))),
        ("append", new Append(Group, From, To, Ballot, new Slot(10), Entries(10), new Slot(9), Epoch, new Slot(8), Rests: false)),
        ("append-rests", new Append(Group, From, To, Ballot, new Slot(13), [], new Slot(12), Epoch, new Slot(12), Rests: true)),
        ("append-unbound", new Append(Group, From, To, Ballot, new Slot(13), [], new Slot(12), null, new Slot(12), Rests: false)),
        ("accepted", new Accepted(Group, From, To, Ballot, 4, new Slot(12), new Slot(11), Epoch, HasTree: true, Rests: true)),
        ("accepted-unbound", new Accepted(Group, From, To, Ballot, 4, new Slot(12), new Slot(11), null, HasTree: false, Rests: false)),
        ("behind", new Behind(Group, From, To, Ballot, new Slot(3), 4)),
        ("start-log", new StartLog(Group, From, To, Ballot, 13, new LogStart(new Slot(20), new Ballot(4, To), Config), Life)),
        ("start-log-of-one-that-has-begun", new StartLog(Group, From, To, Ballot, 13, new LogStart(new Slot(20), new Ballot(4, To), Config), null)),
        ("start-refused", new StartRefused(Group, From, To, Ballot, 13)),
        ("ask-membership", new AskMembership(Group, From, To, Ballot, 4, 8, IsComing: true, IsPassedOn: false)),
        ("ask-membership-passed-on", new AskMembership(Group, new NodeId(3), To, Ballot, 4, 8, IsComing: false, IsPassedOn: true)),
        ("member-left", new MemberLeft(Group, From, To, Ballot, 4, Config)),
        ("ask-leader", new AskLeader(Group, From, To, Ballot)),
        ("leader-heard", new LeaderHeard(Group, From, To, Ballot, IsHeard: true)),
        ("released", new Released(Group, From, To, Ballot)),
        ("take-lead", new TakeLead(Group, From, To, Ballot)),
    ];

    private static IEnumerable<(string, NodeMessage)> Nodes =>
    [
        ("several", new GroupMessages(From, To, [.. GroupSamples.Select(static sample => sample.Message)])),
        ("probe", new ProbeMessage(From, To, Life, new LeaseProbe(OtherLife, TimeSpan.FromMilliseconds(123_456.7), IsUnfit: true))),
        ("grant", new GrantMessage(From, To, Life, new LeaseGrant(Epoch, OtherLife, TimeSpan.FromSeconds(5)))),
        ("rest-roll", new RestRollMessage(From, To, [(Group, Ballot), (new GroupId(ulong.MaxValue), new Ballot(7, To))])),
        ("rest-broken", new RestBrokenMessage(From, To, [(Group, Ballot)])),
        ("return", new ReturnMessage(From, To, new LeaseReturn(Epoch))),
        ("returned", new ReturnedMessage(From, To, new LeaseReturned(Epoch))),
        ("serves", new ServesMessage(From, To, Group)),
        ("tables-changed", new TablesChangedMessage(From, To)),
    ];

    private static IEnumerable<(string, NodeMessage)> Tasks =>
    [
        ("look-at-group", new LookAtGroup(From, To, 0x8000_0000_0000_0001, Group)),
        ("make-group", new MakeGroup(From, To, 2, Group, new PartitionSchema(new KeySchema(new KeyPart("id", KeyType.String), new KeyPart("at", KeyType.Number)), [Index]), Config)),
        ("make-group-of-a-plain-table", new MakeGroup(From, To, 2, Group, new PartitionSchema(new KeySchema(new KeyPart("id", KeyType.String)), []), Config)),
        ("drop-group", new DropGroup(From, To, 3, Group)),
        ("count-group", new CountGroup(From, To, 4, Group)),
        ("checksum-group", new ChecksumGroup(From, To, 5, Group)),
        ("group-look", new GroupLook(From, To, 6, 99, HasHistory: true, Config, IsUntouched: true)),
        ("group-look-at-nothing", new GroupLook(From, To, 6, 99, HasHistory: false, null, IsUntouched: false)),
        ("group-task-done", new GroupTaskDone(From, To, 7, CallOutcome.StorageFull)),
        ("group-counts", new GroupCounts(From, To, 8, new PartitionFigures(100, 20_000, [50, 0, 0, 7, 1], [900, 1, 2, 3, 4]))),
        ("group-counts-of-nothing", new GroupCounts(From, To, 8, null)),
        ("group-checksum", new GroupChecksum(From, To, 9, new ReplicaChecksum(new Slot(40), new LogicalChecksum(0xABCD_EF01_2345_6789, 100)))),
        ("group-checksum-of-nothing", new GroupChecksum(From, To, 9, null)),
    ];

    private static IEnumerable<(string, NodeMessage)> Copies =>
    [
        ("tree-offer", new TreeOffer(From, To, Group)),
        ("ask-tree", new AskTree(From, To, Group, new Slot(17))),
        ("tree-header", new TreeHeader(From, To, Group, new byte[] { 1, 2, 3 })),
        ("ask-pages", new AskPages(From, To, Group, 8, Position([5, 0, 0, 0, 0, 0, 0, 0, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 0, 255, 255]))),
        ("tree-pages", new TreePages(From, To, Group, 8, new byte[] { 4, 5 })),
        ("tree-gone", new TreeGone(From, To, Group, 8)),
    ];

    private static GroupEntry[] Entries(ulong first) =>
    [
        new(new Slot(first), Ballot, new Ballot(3, To), new Ballot(2, To), EntryKind.Command, 16, new byte[] { 0xCA, 0xFE, 0x00 }),
        new(new Slot(first + 1), Ballot, Ballot, new Ballot(3, To), EntryKind.NoOp, 0, default),
        new(new Slot(first + 2), Ballot, Ballot, Ballot, EntryKind.Config, 0, default, Config),
    ];

    private static CheckpointPosition Position(byte[] bytes)
    {
        Assert.True(CheckpointPosition.TryRead(bytes, out var position));
        return position;
    }
}
