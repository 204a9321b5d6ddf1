using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A disk without room refuses writes in words, goes on reading, and takes writes again when there is room.</summary>
public sealed class FullDiskTests
{
    private const int AttemptsMax = 3000;
    private static readonly GroupId Group = new(2), Other = new(3);

    [Fact]
    public void A_full_disk_refuses_writes_serves_reads_and_recovers_with_room()
    {
        for (ulong seed = 0; seed < 12; seed++)
            Fill(seed);
    }

    private static void Fill(ulong seed)
    {
        var chance = new Chance(seed);
        var disk = new SimulatedDisk(chance.Fork());
        var world = new NodeWorld(disk, chance);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        world.RunFor(TimeSpan.FromSeconds(1));
        disk.QuotaBytes = UsedBytes(disk) + chance.NextInt32(200 * 1024);
        var acknowledged = new Dictionary<string, ModelItem>();
        var refusal = WriteUntilRefused(world, chance, acknowledged);
        Assert.True(refusal is CallOutcome.StorageFull or CallOutcome.Overloaded, $"seed {seed}: {refusal}");
        AssertReads(world, acknowledged);
        Assert.False(world.Node.Failed.IsCompleted, $"seed {seed}: a full disk is no failure");

        disk.QuotaBytes = long.MaxValue;
        world.RunFor(TimeSpan.FromSeconds(5));
        Write(world, "back", 1, acknowledged);
        AssertReads(world, acknowledged);

        var next = new NodeWorld(disk.Crash(), chance);
        Assert.Equal(acknowledged.OrderBy(static pair => pair.Key), GroupAudit.Check(next, Group, Schemas.Plain).OrderBy(static pair => pair.Key));
    }

    [Fact]
    public void A_crash_on_a_full_disk_loses_nothing_and_the_next_start_needs_only_room()
    {
        var disk = new SimulatedDisk(new Chance(77));
        var chance = new Chance(78);
        var world = new NodeWorld(disk, chance);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        world.RunFor(TimeSpan.FromSeconds(1));
        disk.QuotaBytes = UsedBytes(disk) + 60 * 1024;
        var acknowledged = new Dictionary<string, ModelItem>();
        _ = WriteUntilRefused(world, chance, acknowledged);
        var next = disk.Crash();
        next.QuotaBytes = long.MaxValue;
        var found = GroupAudit.Check(new NodeWorld(next, chance), Group, Schemas.Plain);
        Assert.Equal(acknowledged.OrderBy(static pair => pair.Key), found.OrderBy(static pair => pair.Key));
    }

    [Fact]
    public void A_start_on_a_full_disk_serves_reads_refuses_writes_and_recovers_with_room()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var chance = new Chance(seed);
            var disk = new SimulatedDisk(chance.Fork());
            var world = new NodeWorld(disk, chance, Reserved);
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
            world.RunFor(TimeSpan.FromSeconds(1));
            disk.QuotaBytes = UsedBytes(disk) + chance.NextInt32(200 * 1024);
            var acknowledged = new Dictionary<string, ModelItem>();
            _ = WriteUntilRefused(world, chance, acknowledged);
            for (var start = 0; start < 3; start++)
            {
                disk = disk.Crash();
                // Not even what the crash gave back is there; and the memory may be less than it was.
                disk.QuotaBytes = UsedBytes(disk);
                world = new NodeWorld(disk, chance, start == 1 ? Tight : Reserved);
                AssertReads(world, acknowledged);
                Assert.True(WriteUntilRefused(world, chance, acknowledged) is CallOutcome.StorageFull or CallOutcome.Overloaded, $"seed {seed}");
                AssertReads(world, acknowledged);
                Assert.False(world.Node.Failed.IsCompleted, $"seed {seed}: a full disk is no failure");
            }
            disk.QuotaBytes = long.MaxValue;
            world.RunFor(TimeSpan.FromSeconds(5));
            Write(world, "back", 1, acknowledged);
            AssertReads(new NodeWorld(disk.Crash(), chance), acknowledged);
        }
    }

    // Room for what a few starts need on a full disk.
    private static StorageNodeOptions Reserved => NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentBytes = 60 * 1024, ReservedBytes = 40 * 1024 } };

    // A replay of what the node before held in memory needs a checkpoint on the way.
    private static StorageNodeOptions Tight => Reserved with
    {
        Limits = NodeWorld.Small.Limits with { CheckpointBytes = 16 * 1024, DirtyBytesMax = 32 * 1024 },
    };

    [Fact]
    public void A_start_on_a_full_disk_leaves_a_group_without_room_for_later()
    {
        var unmade = 0;
        for (var room = 0; room < 60_000; room += 1500)
        {
            var disk = new SimulatedDisk(new Chance(79));
            var world = new NodeWorld(disk, new Chance(80));
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
            var item = new ModelItem("p", "s", 1);
            Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, item)));
            world.RunFor(TimeSpan.FromSeconds(1));
            disk.QuotaBytes = UsedBytes(disk) + room;
            var made = world.Create(Other, Schemas.Indexed);
            disk = disk.Crash();
            disk.QuotaBytes = UsedBytes(disk);
            world = new NodeWorld(disk, new Chance(81));
            Assert.Single(GroupAudit.ReadItems(world, Group));
            unmade += made == CallOutcome.Done ? 0 : 1;
            Assert.True(made != CallOutcome.Done || world.Node.LocalGroups.Contains(Other), "an acknowledged group is gone");
            disk.QuotaBytes = long.MaxValue;
            world.RunFor(TimeSpan.FromSeconds(2));
            Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Indexed));
            Assert.Empty(GroupAudit.Check(world, Other, Schemas.Indexed));
            Assert.DoesNotContain(disk.List(), static name => name.EndsWith(".tree.new", StringComparison.Ordinal));
        }
        Assert.True(unmade > 5, $"{unmade} groups found no room");
    }

    [Fact]
    public void A_group_that_finds_no_room_can_be_made_when_there_is_some()
    {
        var disk = new SimulatedDisk(new Chance(79));
        var world = new NodeWorld(disk, new Chance(80));
        world.RunFor(TimeSpan.FromSeconds(1));
        disk.QuotaBytes = UsedBytes(disk) + 100;
        Assert.Equal(CallOutcome.StorageFull, world.Create(Group, Schemas.Indexed));
        disk.QuotaBytes = long.MaxValue;
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        var next = new NodeWorld(disk.Crash(), new Chance(81));
        Assert.Empty(GroupAudit.Check(next, Group, Schemas.Indexed));
    }

    private static CallOutcome WriteUntilRefused(NodeWorld world, Chance chance, Dictionary<string, ModelItem> acknowledged)
    {
        var patience = 0;
        for (var i = 0; i < AttemptsMax; i++)
        {
            var item = new ModelItem("p", $"s{chance.NextInt32(5000)}", i) { PadBytes = 1 + chance.NextInt32(2500) };
            var outcome = world.Run(Group, Schemas.Write(WriteKind.Put, item));
            if (outcome == CallOutcome.Done)
                (acknowledged[item.Key], patience) = (item, 0);
            // A moment's overload is a checkpoint under way; what stays is the full disk.
            else if (outcome is not (CallOutcome.Overloaded or CallOutcome.StorageFull) || ++patience == 10)
                return outcome;
            else
                world.RunFor(TimeSpan.FromSeconds(1));
        }
        throw new InvalidOperationException("The disk never became full.");
    }

    private static void Write(NodeWorld world, string sort, long version, Dictionary<string, ModelItem> acknowledged)
    {
        var item = new ModelItem("p", sort, version);
        Assert.Equal(CallOutcome.Done, world.RunPatiently(Group, () => Schemas.Write(WriteKind.Put, item)));
        acknowledged[item.Key] = item;
    }

    private static void AssertReads(NodeWorld world, Dictionary<string, ModelItem> expected) =>
        Assert.Equal(expected.OrderBy(static pair => pair.Key), GroupAudit.ReadItems(world, Group).OrderBy(static pair => pair.Key));

    private static long UsedBytes(SimulatedDisk disk)
    {
        long bytes = 0;
        foreach (var name in disk.List())
            using (var file = disk.Open(name))
                bytes += file.Length;
        return bytes;
    }
}
