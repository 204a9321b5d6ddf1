using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>The power goes at every operation of the receiver: what comes back is the tree of old or the new one, and what was received is of use.</summary>
public sealed class SnapshotCrashTests(ITestOutputHelper output)
{
    private static readonly byte[] OldKey = [1, 2, 3];

    private sealed class Counts
    {
        public int Crashes, Old, New, Resumed, Reused;
    }

    [Fact]
    public void After_a_crash_anywhere_there_is_the_old_tree_or_the_new_one_and_the_transfer_can_go_on_or_be_forgotten()
    {
        var counts = new Counts();
        for (var seed = 1UL; seed <= 24; seed++)
        {
            output.WriteLine($"seed {seed}");
            using var world = SnapshotWorld.Source(new MemoryDisk(), seed, keySpace: 60, rounds: 1);
            CrashEverywhere(seed, world, counts);
        }
        output.WriteLine($"{counts.Crashes} crashes: {counts.Old} old, {counts.New} new, {counts.Resumed} resumed, {counts.Reused} with pages");
        Assert.True(counts.Crashes > 500 && counts.Old > 100 && counts.New > 10 && counts.Resumed > 100 && counts.Reused > 50);
    }

    private static void CrashEverywhere(ulong seed, TreeWorld world, Counts counts)
    {
        var chance = new Chance(seed + 70);
        var disk = new SimulatedDisk(chance.Fork());
        using (var old = new OldTree(disk))
            old.Checkpoint();
        using var snapshot = world.Tree.OpenSnapshot();
        disk.Observer = operation =>
        {
            for (var i = Repeats(operation.Kind); i > 0; i--)
                CheckSurvivor(disk.Survivor(chance.Fork()), snapshot, world, counts);
        };
        SnapshotWorld.Receive(snapshot.OpenReader(), disk, CheckpointChunk.BytesMin + chance.NextInt32(60_000));
        disk.Observer = null;
        var survivor = disk.Survivor(chance);
        SnapshotWorld.AssertReceived(survivor, world.Slot.Value, world.Durable);
    }

    // What a sync or a new name would have made durable is in doubt before it.
    private static int Repeats(DiskOperationKind kind) => kind switch
    {
        DiskOperationKind.Sync => 3,
        DiskOperationKind.SyncNames => 6,
        _ => 1,
    };

    private static void CheckSurvivor(SimulatedDisk disk, TreeSnapshot snapshot, TreeWorld world, Counts counts)
    {
        counts.Crashes++;
        var isNew = IsNew(disk, world);
        if (isNew)
            counts.New++;
        else
            counts.Old++;
        if (counts.Crashes % 3 == 0)
            Forget(disk, isNew, world);
        else if (!isNew)
            GoOn(disk, snapshot, world, counts);
        else
            Assert.All(CheckpointWriter.RemoveLeftovers(disk), name => Assert.Equal(SnapshotWorld.IncomingName, name));
    }

    private static bool IsNew(SimulatedDisk disk, TreeWorld world)
    {
        using var tree = SnapshotWorld.Open(disk);
        tree.Verify();
        if (tree.CheckpointSlot.Value != world.Slot.Value)
        {
            Assert.Equal(1UL, tree.CheckpointSlot.Value);
            Assert.Equal(1, tree.ItemCount);
            return false;
        }
        TreeWorld.AssertContent(tree, world.Durable);
        return true;
    }

    private static void Forget(SimulatedDisk disk, bool isNew, TreeWorld world)
    {
        CheckpointWriter.RemoveLeftovers(disk);
        Assert.Equal([SnapshotWorld.TreeName], disk.List());
        Assert.Empty(CheckpointWriter.RemoveLeftovers(disk));
        Assert.Equal(isNew, IsNew(disk, world));
    }

    private static void GoOn(SimulatedDisk disk, TreeSnapshot snapshot, TreeWorld world, Counts counts)
    {
        var reader = snapshot.OpenReader();
        using var reopened = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName);
        if (reopened is not null)
        {
            counts.Resumed++;
            Assert.True(reopened.Header.HasPagesOf(reader.ReadHeader()));
            while (reopened.Recheck(20_000))
            {
            }
            if (reopened.Position.PagesBefore > 0)
                counts.Reused++;
        }
        using var writer = reopened ?? CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
        SnapshotWorld.Send(reader, writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    private sealed class OldTree : IDisposable
    {
        private readonly BTree _tree;

        public OldTree(IDisk disk)
        {
            _tree = BTree.Create(disk, SnapshotWorld.TreeName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
            _tree.Put(OldKey, [1], new(1));
        }

        public void Checkpoint()
        {
            var job = _tree.BeginCheckpoint([], new(1));
            while (job.Step())
            {
            }
            while (_tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
            {
            }
        }

        public void Dispose() => _tree.Dispose();
    }

    [Fact]
    public void A_writer_that_was_closed_goes_on_exactly_where_it_stood()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 3);
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new SimulatedDisk(new Chance(3));
        var position = Begin(snapshot, disk, chunks: 6);
        using var writer = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName);
        Assert.NotNull(writer);
        Assert.True(writer.IsRechecking && !writer.IsWhole);
        var steps = 0;
        while (writer.Recheck(PageLayout.PageBytes))
            steps++;
        Assert.Equal(position.PagesBefore, steps);
        Assert.Equal(position, writer.Position);
        SnapshotWorld.Send(snapshot.OpenReader(), writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_reopened_file_with_a_rotten_page_goes_on_from_that_page()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 3);
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new SimulatedDisk(new Chance(3));
        Begin(snapshot, disk, chunks: 6);
        var first = snapshot.OpenReader().ReadChunk(CheckpointPosition.Start, 100_000)!;
        disk.FlipBits(SnapshotWorld.IncomingName, PageLayout.PageOf(first.Page(4)) * (long)PageLayout.PageBytes + 99, 1);
        using var writer = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName)!;
        Assert.False(writer.Recheck(int.MaxValue));
        Assert.Equal(4, writer.Position.PagesBefore);
        SnapshotWorld.Send(snapshot.OpenReader(), writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    // A failed sync leaves pages that readers see and no later sync writes; the process ends, and the next one finds them.
    [Fact]
    public void Pages_that_a_failed_sync_has_left_in_the_page_cache_alone_are_durable_after_the_installation()
    {
        using var world = new TreeWorld(new MemoryDisk());
        for (var i = 0; i < 800; i++)
            world.Put(BitConverter.GetBytes(i * 7919), Enumerable.Repeat((byte)(i % 251), 8000).ToArray());
        world.Checkpoint();
        using var snapshot = world.Tree.OpenSnapshot();
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            using (var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader()))
            {
                disk.FailNext(DiskOperationKind.Sync);
                Assert.Throws<IOException>(() => SnapshotWorld.Send(snapshot.OpenReader(), writer, CheckpointChunk.BytesMax));
                Assert.Throws<InvariantViolatedException>(() => SnapshotWorld.Send(snapshot.OpenReader(), writer));
            }
            using var reopened = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName)!;
            Assert.False(reopened.Recheck(int.MaxValue));
            Assert.True(reopened.Position.PagesBefore > 400);
            SnapshotWorld.Send(snapshot.OpenReader(), reopened);
            SnapshotWorld.Install(reopened);
            SnapshotWorld.AssertReceived(disk.Survivor(new Chance(seed)), world.Slot.Value, world.Durable);
        }
    }

    [Fact]
    public void Where_nothing_was_begun_or_the_header_is_rotten_there_is_nothing_to_go_on_with()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 3);
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new SimulatedDisk(new Chance(3));
        Assert.Null(CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName));
        Begin(snapshot, disk, chunks: 2);
        disk.FlipBits(SnapshotWorld.IncomingName, 60, 1);
        Assert.Null(CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName));
        SnapshotWorld.Receive(snapshot.OpenReader(), disk);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    private static CheckpointPosition Begin(TreeSnapshot snapshot, IDisk disk, int chunks)
    {
        var reader = snapshot.OpenReader();
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
        for (var i = 0; i < chunks; i++)
            Assert.Equal(ChunkOutcome.Written, writer.Write(SnapshotWorld.ReadChunk(reader, writer.Position, 30_000)));
        return writer.Position;
    }
}
