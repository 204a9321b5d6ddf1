using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Members;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Simulation.Disks;
using Ballast.Storage.Trees;

namespace Ballast.Node.Tests.Faults;

/// <summary>A member that has the log and waits for a tree: what it keeps, and what a restart makes of it. Node 3 has lost its disk, and copies do not arrive.</summary>
public sealed class LogReplicaTests
{
    private const int Keys = 40;
    private static readonly GroupId Group = new(2), Other = new(3);

    private static readonly StorageNodeOptions Options = NodeWorld.Small with
    {
        Log = NodeWorld.Small.Log with { SegmentBytes = 32 * 1024, SegmentCountMax = 40 },
        Limits = NodeWorld.Small.Limits with { LogHeldBytesMax = 128 * 1024, KeptEntryBytesMax = 8 * 1024, UnappliedBytesMax = 1 << 20 },
    };

    private readonly Dictionary<int, int> _written = [];
    private SimulatedDisk[] _disks = [];
    private Chance _chance = new(0);
    private int _puts;

    [Fact]
    public void Its_log_begins_later_when_the_others_have_what_is_in_it()
    {
        var world = Begin(1);
        long most = 0;
        for (var i = 0; i < 600; i++)
        {
            Put(world, Group);
            most = Math.Max(most, HeldBytes(world));
        }
        Assert.True(MemberOf(world).Membership.LogBytes < 4 * Options.Limits.KeptEntryBytesMax, $"{MemberOf(world).Membership.LogBytes} bytes of entries are kept");
        Assert.True(most < 3 * Options.Limits.LogHeldBytesMax, $"{most} bytes of log are held");
        AssertWhole(world);
    }

    [Fact]
    public void Where_nothing_happens_it_does_not_hold_the_log_either()
    {
        var world = Begin(2);
        Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Indexed));
        Put(world, Group);
        for (var i = 0; i < 800; i++)
        {
            world.RunFor(TimeSpan.FromMilliseconds(10));
            Assert.Equal(CallOutcome.Done, world.Run(Other, Item(i)));
        }
        Assert.True(HeldBytes(world) < 2 * Options.Limits.LogHeldBytesMax, $"{HeldBytes(world)} bytes of log are held");
        world = Again(world, isCrash: true);
        AssertWhole(world);
    }

    [Fact]
    public void It_keeps_what_a_storage_replica_may_lack()
    {
        var world = Begin(3);
        // Group 2 is led by node 3 or 1; node 2 hears nothing of it.
        world.Network.Loses = static message => message is CopyMessage || message is Links.GroupMessages && message.To.Value == 2;
        var floor = MemberOf(world).Membership.Floor;
        for (var i = 0; i < 100; i++)
            Put(world, Group);
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(MemberOf(world).Membership.Accepted.Value > floor.Value + 100);
        Assert.True(MemberOf(world).Membership.Floor <= world.Nodes[1].MemberOf(Group)!.Membership.ChosenThrough, $"{MemberOf(world).Membership.Floor} from {floor}");
        // The only one that had all of it is gone for good: what was acknowledged comes from the log.
        world = Again(world, isCrash: true, 2, 3);
        AssertReads(world);
    }

    [Fact]
    public void While_a_copy_is_on_its_way_it_keeps_the_log_behind_it()
    {
        var world = Begin(4);
        world.Network.Loses = static message => message is TreePages;
        world.RunFor(TimeSpan.FromSeconds(1));
        var floor = MemberOf(world).Membership.Floor;
        for (var i = 0; i < 200; i++)
            Put(world, Group);
        Assert.Equal(floor, MemberOf(world).Membership.Floor);
        world.Network.Keeps = message => message is TreeHeader && MemberOf(world) is LogReplica;
        AssertWhole(world);
        Assert.Empty(world.Network.Kept);
    }

    [Fact]
    public void While_a_tree_takes_its_place_its_log_does_not_begin_later()
    {
        var world = Begin(6);
        var member = MemberOf(world);
        var (floor, promised) = (member.Membership.Floor, member.Membership.Promised);
        var ahead = new LogStart(new Slot(member.Membership.ChosenThrough.Value + 100), promised, member.Membership.Config);
        member.Executor.Post(new DelegateWork(() =>
        {
            member.FixFloor(true);
            member.Receive(new StartLog(Group, promised.Node, new NodeId(3), promised, member.Membership.Incarnation, ahead, null));
        }));
        world.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(floor, member.Membership.Floor);
    }

    [Fact]
    public void It_ends_with_its_group()
    {
        var world = Begin(5);
        Assert.Equal(CallOutcome.Done, world.Run(() => world.Fleet.DropGroupAsync(Group)));
        Assert.All(world.Nodes, static node => Assert.False(node.Hosts(Group)));
        world = Again(world, isCrash: true);
        Assert.All(world.Nodes, static node => Assert.False(node.Hosts(Group)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_comes_back_with_the_log_that_it_has_kept(bool isCrash)
    {
        for (ulong seed = 0; seed < 6; seed++)
        {
            var world = Begin(seed);
            for (var life = 0; life < 4; life++)
            {
                for (var i = _chance.NextInt32(300); i > 0; i--)
                    Put(world, Group);
                var (floor, accepted, incarnation) = (MemberOf(world).Membership.Floor, MemberOf(world).Membership.Applicable, MemberOf(world).Membership.Incarnation);
                world = Again(world, isCrash);
                var member = MemberOf(world).Membership;
                Assert.True(member.Floor <= floor && member.LastSlot >= accepted && member.Incarnation == incarnation, $"seed {seed}: {floor} to {accepted} became {member}");
            }
            AssertWhole(world);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_it_loses_its_tree_again_it_is_not_what_the_rest_of_the_log_says(bool isFoundAtStart)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var world = Begin(seed);
            Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Indexed));
            // Node 2 hears nothing of the group, so what is accepted stays behind the floor, which is written again and again.
            world.Network.Loses = static message => message is CopyMessage
                || message is Links.GroupMessages { To.Value: 2 } groups && groups.Messages.Any(static one => one.Group == Group);
            for (var i = 0; i < 10; i++)
                Put(world, Group);
            for (var i = 30 + _chance.NextInt32(100); i > 0; i--)
            {
                Assert.Equal(CallOutcome.Done, world.Run(Other, Item(i)));
                world.RunFor(TimeSpan.FromMilliseconds(10));
            }
            world.Network.Loses = static _ => false;
            world.RunUntil(() => world.Nodes[2].Find(Group) is not null, "a tree");
            world.Checksums(Group);
            world.Checksums(Other);
            var replica = world.Nodes[2].Find(Group)!;
            var accepted = replica.Membership.Applicable;
            if (!isFoundAtStart)
            {
                world.Network.Loses = static message => message is Links.GroupMessages;
                replica.Executor.Post(new DelegateWork(() => replica.LeaveService(new TreeBrokenException("tree", new IOException()))));
                world.RunUntil(() => MemberOf(world) is null, "node 3 without the group");
            }
            _disks = [.. _disks.Select(static disk => disk.Crash())];
            for (var at = 0; at < 3 * 4096 && isFoundAtStart; at += 64)
                _disks[2].FlipBits("group-0000000002.tree", at, 1);
            var found = Open().Nodes[2].MemberOf(Group)?.Membership;
            Assert.True(found is null || found.LastSlot >= accepted, $"seed {seed}: {accepted} became {found}");
        }
    }

    private FleetWorld Begin(ulong seed)
    {
        _chance = new Chance(seed);
        _disks = FleetWorld.NewDisks(_chance);
        _written.Clear();
        var world = new FleetWorld(_disks, _chance, Options);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        for (var i = 0; i < 10; i++)
            Put(world, Group);
        world.RunFor(TimeSpan.FromSeconds(1));
        world.Close();
        _disks[2] = new SimulatedDisk(_chance.Fork());
        world = Open();
        world.RunUntil(() => world.Nodes[2].MemberOf(Group) is LogReplica && world.Nodes[0].ConfigOf(Group)!.Epoch == 3, "node 3 has the log");
        return world;
    }

    private FleetWorld Open(params int[] up)
    {
        var world = new FleetWorld(_disks, _chance, Options, up: up);
        world.Network.Loses = static message => message is CopyMessage;
        return world;
    }

    private FleetWorld Again(FleetWorld world, bool isCrash, params int[] up)
    {
        if (isCrash)
            _disks = [.. _disks.Select(static disk => disk.Crash())];
        else
            world.Close();
        return Open(up);
    }

    private void Put(FleetWorld world, GroupId group)
    {
        var i = _puts++;
        Assert.Equal(CallOutcome.Done, world.Run(group, Item(i)));
        world.RunFor(TimeSpan.FromMilliseconds(10));
        _written[i % Keys] = i;
    }

    private void AssertWhole(FleetWorld world)
    {
        world.Network.Loses = static _ => false;
        world.RunUntil(() => world.Nodes.All(static node => node.Find(Group) is { OutOfService: null }), "three trees");
        AssertReads(world);
        world.RunFor(TimeSpan.FromSeconds(1));
        var checksums = world.Checksums(Group);
        Assert.True(checksums[0] is not null && checksums.All(checksum => checksum == checksums[0]), $"the copies differ: {string.Join(", ", checksums)}");
    }

    private void AssertReads(FleetWorld world)
    {
        foreach (var (key, i) in _written)
        {
            var read = Schemas.Read(Model(i));
            Assert.Equal(CallOutcome.Done, world.Run(Group, read));
            Assert.True(read.Found, $"item {key} is gone");
        }
    }

    private static HostedMember MemberOf(FleetWorld world) => world.Nodes[^1].MemberOf(Group)!;

    private static long HeldBytes(FleetWorld world) => world.Nodes[2].LogEnd.Value - (MemberOf(world).NeedsLogFrom ?? world.Nodes[2].LogEnd).Value;

    private static ItemWrite Item(int i) => Schemas.Write(WriteKind.Put, Model(i));

    private static ModelItem Model(int i) => new("p" + i % 5, "s" + i % Keys, i) { Alpha = "a" + i, PadBytes = i % 7 * 100 };
}
