using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

using Microsoft.Extensions.Logging;

namespace Ballast.Node.Tests.Faults;

/// <summary>Damage at rest is refused or answered as unavailable, and never served.</summary>
public sealed class DamageTests
{
    private const string TreeName = "group-0000000002.tree";
    private static readonly GroupId Group = new(2), Other = new(3);

    [Fact]
    public void A_missing_tree_whose_records_go_on_in_the_log_is_refused()
    {
        var disk = Written(writes: 150, close: false, out _).Crash();
        disk.Delete(TreeName);
        Assert.Throws<TreeMissingException>(() => new NodeWorld(disk, new Chance(1)));
    }

    [Fact]
    public void A_lost_log_is_refused_and_stays_refused()
    {
        var disk = Written(writes: 30, close: false, out _).Crash();
        foreach (var name in LogNames(disk))
            disk.Delete(name);
        disk.SyncNames();
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Throws<LogMissingException>(() => new NodeWorld(disk, new Chance(1)));
    }

    [Fact]
    public void A_log_that_has_lost_its_oldest_part_is_refused()
    {
        var disk = Written(writes: 40, close: false, out _, checkpoints: false).Crash();
        var logs = LogNames(disk);
        Assert.True(logs.Count > 2);
        disk.Delete(logs[0]);
        // A tree that was never checkpointed has nothing that the rest of the log could follow.
        var refusal = Assert.ThrowsAny<IOException>(() => new NodeWorld(disk, new Chance(1)));
        Assert.True(refusal is LogGapException or TreeMissingException, refusal.Message);
    }

    [Fact]
    public void A_log_with_a_part_missing_inside_is_refused()
    {
        var disk = Written(writes: 40, close: false, out _, checkpoints: false).Crash();
        disk.Delete(LogNames(disk)[1]);
        Assert.Throws<LogCorruptException>(() => new NodeWorld(disk, new Chance(1)));
    }

    [Fact]
    public void A_directory_without_its_identity_is_refused()
    {
        var disk = Written(writes: 5, close: true, out _);
        disk.Delete(NodeIdentity.FileName);
        Assert.Throws<NodeDamagedException>(() => new NodeWorld(disk, new Chance(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_number_of_a_start_is_not_used_again_where_one_of_its_places_is_rotten(int page)
    {
        var disk = new SimulatedDisk(new Chance(1));
        var identity = NodeIdentity.ReadOrCreate(disk, new NodeId(7), null, new Chance(2));
        ulong last = 0;
        for (var start = 0; start < 3; start++)
            last = identity.CountStart(disk);
        disk.FlipBits(NodeIdentity.FileName, page * 4096, 1);
        var next = identity.CountStart(disk);
        Assert.True(next > last, $"{next} after {last}");
        Assert.Equal(next + 1, identity.CountStart(disk));
    }

    [Fact]
    public void A_rotten_tree_is_unavailable_and_never_served_and_its_neighbour_serves()
    {
        var whole = Written(writes: 150, close: true, out var items);
        int unavailable = 0, harmless = 0;
        for (ulong seed = 0; seed < 150; seed++)
        {
            var chance = new Chance(seed);
            var disk = whole.Clone(chance);
            disk.FlipBits(TreeName, Offset(disk, TreeName, chance), (byte)(1 << chance.NextInt32(8)));
            var world = new NodeWorld(disk, chance);
            var denied = items.Values.Count(item => !ReadIsRight(world, item));
            unavailable += denied;
            harmless += denied == 0 ? 1 : 0;
            // The neighbour's tree is sound, and so is its service.
            Assert.Equal(CallOutcome.Done, world.RunPatiently(Other, () => Schemas.Write(WriteKind.Put, new ModelItem("q", "s", 1))));
        }
        Assert.True(unavailable > 20 && harmless > 20, $"{unavailable} unavailable, {harmless} opened");
    }

    [Theory]
    [InlineData(Part.Root, true)]
    [InlineData(Part.Root, false)]
    [InlineData(Part.Bitmap, true)]
    [InlineData(Part.Bitmap, false)]
    [InlineData(Part.Superblocks, true)]
    [InlineData(Part.Superblocks, false)]
    public void A_tree_that_cannot_be_opened_costs_its_own_group_and_the_start_says_so(Part part, bool closed)
    {
        var disk = Written(writes: 150, closed, out _);
        disk = closed ? disk : disk.Crash();
        Damage(disk, TreeName, part);
        for (var start = 0; start < 3; start++)
        {
            var chance = new Chance((ulong)start);
            var log = new RecordingLogger();
            // What its group may still need of the log stays.
            var world = new NodeWorld(disk, chance, NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentCountMax = 40 } }, log);
            Assert.Contains(log.Lines, static line => line.Level == LogLevel.Critical && line.Text.Contains("group 2 ", StringComparison.Ordinal));
            Assert.Contains(Group, world.Node.LocalGroups);
            Assert.Equal(CallOutcome.Unavailable, world.Run(Group, Schemas.Read(new ModelItem("p1", "s1", 1))));
            Assert.Equal(CallOutcome.Unavailable, world.Run(Group, Schemas.Write(WriteKind.Put, new ModelItem("p1", "s1", 1))));
            Assert.Null(world.Describe(Group));
            Assert.Equal(CallOutcome.Unavailable, world.Create(Group, Schemas.Indexed));
            for (var i = 0; i < 10; i++)
                Assert.Equal(CallOutcome.Done, world.RunPatiently(Other, () => Schemas.Write(WriteKind.Put, new ModelItem("q", "s", start) { PadBytes = 900 })));
            if (start == 1)
                world.Close();
            disk = start == 1 ? disk : disk.Crash();
        }
    }

    [Fact]
    public void A_damaged_group_can_be_dropped_and_its_log_goes_with_it()
    {
        var disk = Written(writes: 20, close: false, out _).Crash();
        Damage(disk, TreeName, Part.Superblocks);
        var world = new NodeWorld(disk, new Chance(1));
        Assert.Equal(CallOutcome.Done, world.Drop(Group));
        Assert.DoesNotContain(Group, world.Node.LocalGroups);
        // Many times what the log takes.
        for (var i = 0; i < 300; i++)
            Assert.Equal(CallOutcome.Done, world.RunPatiently(Other, () => Schemas.Write(WriteKind.Put, new ModelItem("q", "s" + i % 9, i) { PadBytes = 900 })));
        Assert.Equal(9, GroupAudit.Check(new NodeWorld(disk.Crash(), new Chance(2)), Other, Schemas.Plain).Count);
    }

    [Fact]
    public void A_page_that_is_damaged_where_the_replay_needs_it_costs_its_own_group()
    {
        var whole = Written(writes: 130, close: false, out _);
        var outOfService = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            var chance = new Chance(seed);
            var disk = whole.Survivor(chance);
            for (var flips = 0; flips < 10; flips++)
                disk.FlipBits(TreeName, 2 * PageLayout.PageBytes + Offset(disk, TreeName, chance) % 200_000, 0x10);
            var world = new NodeWorld(disk, chance);
            outOfService += world.Describe(Group) is null ? 1 : 0;
            Assert.Equal(CallOutcome.Done, world.RunPatiently(Other, () => Schemas.Write(WriteKind.Put, new ModelItem("q", "s", 1))));
            world.Close();
        }
        Assert.True(outOfService > 10, $"{outOfService} of 60 out of service at the start");
    }

    [Theory]
    [InlineData(Part.Root)]
    [InlineData(Part.Bitmap)]
    [InlineData(Part.Superblocks)]
    public void Damage_of_the_root_group_refuses_the_start(Part part)
    {
        var disk = new SimulatedDisk(new Chance(31));
        var world = new NodeWorld(disk, new Chance(32));
        _ = new Tables(world);
        world.Close();
        Damage(disk, "group-0000000001.tree", part);
        var operations = disk.OperationCount;
        Assert.True(Assert.ThrowsAny<IOException>(() => new NodeWorld(disk, new Chance(1))) is TreeCorruptException or PageCorruptException);
        Assert.Equal(operations, disk.OperationCount);
    }

    public enum Part
    {
        Root,
        Bitmap,
        Superblocks,
    }

    // The superblock has the root's page at 48, and the first bitmap page's behind the 1,024 bytes at 88.
    private static void Damage(SimulatedDisk disk, string name, Part part)
    {
        var superblock = new byte[PageLayout.PageBytes];
        using (var file = disk.Open(name))
            file.Read(0, superblock);
        var page = BitConverter.ToUInt32(superblock, part == Part.Root ? 48 : 88 + 1024);
        for (var copy = 0; copy < 2; copy++)
            disk.FlipBits(name, (part == Part.Superblocks ? copy : page) * PageLayout.PageBytes + 100 + copy, 1);
    }

    [Fact]
    public void A_rotten_log_is_refused_or_harmless()
    {
        var whole = Written(writes: 40, close: true, out var items, checkpoints: false);
        int refused = 0, harmless = 0;
        foreach (var name in LogNames(whole))
            for (ulong seed = 0; seed < 40; seed++)
            {
                var chance = new Chance(seed);
                var disk = whole.Clone(chance);
                disk.FlipBits(name, Offset(disk, name, chance), (byte)(1 << chance.NextInt32(8)));
                try
                {
                    Assert.Equal(Sorted(items), Sorted(GroupAudit.Check(new NodeWorld(disk, chance), Group, Schemas.Indexed)));
                    harmless++;
                }
                catch (LogCorruptException)
                {
                    refused++;
                }
            }
        Assert.True(refused > 10 && harmless > 10, $"{refused} refused, {harmless} harmless");
    }

    private static bool ReadIsRight(NodeWorld world, ModelItem item)
    {
        var read = Schemas.Read(item);
        if (world.Run(Group, read) == CallOutcome.Unavailable)
            return false;
        Assert.Equal(CallOutcome.Done, read.Outcome);
        Assert.True(read.Found, $"{item.Key} was denied");
        Assert.Equal(item, Schemas.ItemOf(read.Document.Written));
        return true;
    }

    private static SimulatedDisk Written(int writes, bool close, out Dictionary<string, ModelItem> items, bool checkpoints = true)
    {
        var disk = new SimulatedDisk(new Chance(31));
        var chance = new Chance(32);
        var options = checkpoints ? NodeWorld.Small : NodeWorld.Small with
        {
            Log = NodeWorld.Small.Log with { SegmentCountMax = 40 },
            Limits = NodeWorld.Small.Limits with { CheckpointBytes = 4 << 20, DirtyBytesMax = 800 * 1024, LogHeldBytesMax = 4 << 20 },
        };
        var world = new NodeWorld(disk, chance, options);
        items = [];
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Plain));
        for (var i = 0; i < writes; i++)
        {
            var item = new ModelItem($"p{chance.NextInt32(40)}", $"s{chance.NextInt32(3)}", i) { Alpha = "a" + chance.NextInt32(4), PadBytes = 900 };
            Assert.Equal(CallOutcome.Done, world.RunPatiently(Group, () => Schemas.Write(WriteKind.Put, item)));
            items[item.Key] = item;
        }
        if (close)
            world.Close();
        return disk;
    }

    private static List<KeyValuePair<string, ModelItem>> Sorted(Dictionary<string, ModelItem> items) => [.. items.OrderBy(static pair => pair.Key, StringComparer.Ordinal)];

    private static List<string> LogNames(SimulatedDisk disk) =>
        [.. disk.List().Where(static name => name.StartsWith("wal-", StringComparison.Ordinal) && name.EndsWith(".log", StringComparison.Ordinal))];

    private static long Offset(SimulatedDisk disk, string name, Chance chance)
    {
        using var file = disk.Open(name);
        return chance.NextInt32((int)file.Length);
    }
}
