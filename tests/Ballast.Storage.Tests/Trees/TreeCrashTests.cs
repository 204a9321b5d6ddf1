using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>The power goes at every write and every sync; what comes back is a checkpoint, whole.</summary>
public sealed class TreeCrashTests(ITestOutputHelper output)
{
    private sealed record Committed(ulong Slot, SortedDictionary<byte[], byte[]> Content);

    [Fact]
    public void After_a_crash_anywhere_the_tree_is_the_last_durable_checkpoint_or_the_one_under_way()
    {
        var crashes = 0;
        for (var seed = 1UL; seed <= 30; seed++)
        {
            output.WriteLine($"seed {seed}");
            crashes += CrashEverywhere(seed);
        }
        output.WriteLine($"{crashes} crashes");
        Assert.True(crashes > 5000);
    }

    [Fact]
    public void A_tree_never_falls_behind_the_checkpoint_at_which_it_was_opened()
    {
        var newer = 0;
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var chance = new Chance(seed);
            var disk = new SimulatedDisk(chance.Fork());
            using var world = new TreeWorld(disk, PageCache.CapacityBytesMin);
            var items = new TreeItems(chance, 100);
            Change(world, items, chance);
            world.Checkpoint();
            var durable = world.Tree.CheckpointSlot;
            Change(world, items, chance);
            // A killed process leaves all of its writes in the page cache, synced or not.
            disk.Observer = _ => newer += OpenedAfterKill(disk.Clone(chance.Fork()), chance) > durable ? 1 : 0;
            world.Checkpoint();
            disk.Observer = null;
        }
        Assert.True(newer > 20, $"{newer} trees opened at the newer checkpoint");
    }

    private static Slot OpenedAfterKill(SimulatedDisk disk, Chance chance)
    {
        var slot = SlotOf(disk);
        for (var i = 0; i < 4; i++)
            Assert.Equal(slot, SlotOf(disk.Survivor(chance)));
        return slot;
    }

    private static Slot SlotOf(SimulatedDisk disk)
    {
        using var tree = BTree.Open(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
        return tree.CheckpointSlot;
    }

    private static int CrashEverywhere(ulong seed)
    {
        var chance = new Chance(seed);
        var crashChance = new Chance(seed + 1_000_000);
        var disk = new SimulatedDisk(chance.Fork());
        var options = new TreeOptions { StepBytesMax = 16 * 8192, SyncEveryBytes = (1 + chance.NextInt32(20)) * 8192 };
        using var world = new TreeWorld(disk, PageCache.CapacityBytesMin, options);
        var items = new TreeItems(chance, 60 + chance.NextInt32(300));
        var durable = new Committed(0, new(ByteOrder.Instance));
        var underWay = durable;
        var crashes = 0;
        disk.Observer = operation =>
        {
            var repeats = operation.Kind == DiskOperationKind.Sync ? 4 : 2;
            for (var i = 0; i < repeats; i++)
                CheckSurvivor(disk.Survivor(crashChance.Fork()), durable, underWay, ++crashes % 8 == 0);
        };
        for (var round = 0; round < 5; round++)
        {
            Change(world, items, chance);
            underWay = new Committed(world.Slot.Value, new(world.Model, ByteOrder.Instance));
            var job = world.Tree.BeginCheckpoint(BitConverter.GetBytes(world.Slot.Value), world.Slot);
            while (job.Step())
                world.Put(items.Key(), items.Value());
            Assert.Equal(CheckpointOutcome.Durable, world.Finish(job));
            durable = underWay;
        }
        disk.Observer = null;
        CheckSurvivor(disk.Survivor(crashChance), durable, durable, true);
        return crashes;
    }

    private static void Change(TreeWorld world, TreeItems items, Chance chance)
    {
        for (var i = 20 + chance.NextInt32(60); i > 0 && !world.Tree.AtDirtyLimit; i--)
        {
            if (chance.OneIn(3))
                world.Delete(items.Key());
            else
                world.Put(items.Key(), items.Value());
        }
    }

    private static void CheckSurvivor(SimulatedDisk disk, Committed durable, Committed underWay, bool andGoOn)
    {
        using var tree = BTree.Open(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
        var slot = tree.CheckpointSlot.Value;
        Assert.True(slot == durable.Slot || slot == underWay.Slot, $"opened at {slot}");
        if (slot != 0)
            Assert.Equal(slot, BitConverter.ToUInt64(tree.CheckpointMeta.Span));
        var content = slot == underWay.Slot ? underWay.Content : durable.Content;
        TreeWorld.AssertContent(tree, content);
        tree.Verify();
        if (andGoOn)
            GoOn(tree, content);
    }

    // The survivor lives on: it changes, checkpoints and is whole.
    private static void GoOn(BTree tree, SortedDictionary<byte[], byte[]> content)
    {
        content = new(content, ByteOrder.Instance);
        for (byte i = 0; i < 50; i++)
        {
            byte[] key = [i, i];
            tree.Put(key, new byte[i * 50], new Slot(1_000_000));
            content[key] = new byte[i * 50];
        }
        var job = tree.BeginCheckpoint([], new Slot(1_000_000));
        while (job.Step())
        {
        }
        while (tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
        {
        }
        TreeWorld.AssertContent(tree, content);
        Assert.False(tree.HasOneSuperblock);
        tree.Verify();
    }

    [Fact]
    public void A_crash_while_a_tree_is_created_leaves_all_of_it_or_none()
    {
        var found = 0;
        var crashes = 0;
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var chance = new Chance(seed + 500);
            disk.Observer = _ =>
            {
                var survivor = disk.Survivor(chance.Fork());
                crashes++;
                if (survivor.Exists(TreeWorld.FileName))
                    found++;
                else
                    BTree.Create(survivor, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions()).Dispose();
                CheckSurvivor(survivor, new Committed(0, new(ByteOrder.Instance)), new Committed(0, new(ByteOrder.Instance)), true);
            };
            BTree.Create(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions()).Dispose();
        }
        Assert.True(found > 0 && found < crashes);
    }

    [Theory]
    [InlineData(DiskOperationKind.Write)]
    [InlineData(DiskOperationKind.Sync)]
    [InlineData(DiskOperationKind.SetLength)]
    public void A_checkpoint_that_fails_at_any_operation_leaves_the_tree_usable_and_the_next_one_holds_all(DiskOperationKind kind)
    {
        var failures = 0;
        for (var seed = 1UL; seed <= 60; seed++)
        {
            output.WriteLine($"seed {seed}");
            failures += FailOnce(seed, kind);
        }
        Assert.True(failures > 20, $"{failures} checkpoints failed");
    }

    private static int FailOnce(ulong seed, DiskOperationKind kind)
    {
        var chance = new Chance(seed);
        var disk = new SimulatedDisk(chance.Fork());
        using var world = new TreeWorld(disk, PageCache.CapacityBytesMin, new TreeOptions { StepBytesMax = 4 * 8192, SyncEveryBytes = 8 * 8192 });
        var items = new TreeItems(chance, 200);
        var (durable, failures) = (new SortedDictionary<byte[], byte[]>(ByteOrder.Instance), 0);
        for (var round = 0; round < 6; round++)
        {
            Change(world, items, chance);
            var begun = new SortedDictionary<byte[], byte[]>(world.Model, ByteOrder.Instance);
            var job = world.Tree.BeginCheckpoint([], world.Slot);
            var skipped = kind == DiskOperationKind.SetLength ? 0 : chance.NextInt32(20);
            if (skipped == 0 && round % 2 == 1)
                disk.FailNext(kind);
            for (var step = 0; job.Step(); step++)
            {
                if (step == skipped && round % 2 == 1)
                    disk.FailNext(kind);
                if (!world.Tree.AtDirtyLimit)
                    world.Put(items.Key(), items.Value());
            }
            disk.LiftFaults();
            if (world.Finish(job) == CheckpointOutcome.Failed)
            {
                failures++;
                Assert.IsAssignableFrom<IOException>(job.Failure);
                AssertSurvives(disk, chance, durable, begun);
            }
            else
            {
                durable = begun;
                AssertSurvives(disk, chance, durable, durable);
            }
            world.AssertEqual();
            world.Tree.Verify();
        }
        return failures;
    }

    private static void AssertSurvives(
        SimulatedDisk disk, Chance chance, SortedDictionary<byte[], byte[]> durable, SortedDictionary<byte[], byte[]> orElse)
    {
        var survivor = disk.Survivor(chance.Fork());
        using var tree = BTree.Open(survivor, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
        var isDurable = tree.ItemCount == durable.Count && tree.Checksum([], []) == ChecksumOf(durable);
        TreeWorld.AssertContent(tree, isDurable ? durable : orElse);
        tree.Verify();
    }

    private static LogicalChecksum ChecksumOf(SortedDictionary<byte[], byte[]> content)
    {
        var checksum = default(LogicalChecksum);
        foreach (var (key, value) in content)
            checksum = checksum.With(key, value);
        return checksum;
    }

    [Fact]
    public void A_disk_that_fills_up_fails_the_checkpoint_and_one_with_room_again_completes_it()
    {
        var disk = new SimulatedDisk(new Chance(3));
        using var world = new TreeWorld(disk);
        for (var i = 0; i < 1000; i++)
            world.Put(BitConverter.GetBytes(i * 7919), new byte[900]);
        world.Checkpoint();
        disk.QuotaBytes = world.Tree.FileBytes + 10_000;
        for (var i = 1000; i < 4000; i++)
            world.Put(BitConverter.GetBytes(i * 7919), new byte[900]);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var job = world.Tree.BeginCheckpoint([], world.Slot);
            Assert.Equal(CheckpointOutcome.Failed, world.Finish(job));
            Assert.IsType<Ballast.Foundation.Disks.DiskFullException>(job.Failure);
            world.AssertEqual();
            world.Put([(byte)attempt], [1]);
        }
        TreeWorldReads(disk.Survivor(new Chance(4)), world.Durable);
        disk.QuotaBytes = long.MaxValue;
        world.Checkpoint();
        world.Reopen();
        world.AssertEqual();
        world.Tree.Verify();
    }

    private static void TreeWorldReads(SimulatedDisk disk, SortedDictionary<byte[], byte[]> content)
    {
        using var tree = BTree.Open(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
        TreeWorld.AssertContent(tree, content);
    }
}
