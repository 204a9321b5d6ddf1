using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>What the receiver ends with is the sender's checkpoint.</summary>
public sealed class SnapshotTransferTests(ITestOutputHelper output)
{
    [Fact]
    public void A_transferred_checkpoint_is_the_same_tree_with_the_receivers_meta()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            output.WriteLine($"seed {seed}");
            using var world = SnapshotWorld.Source(new SimulatedDisk(new Chance(seed)), seed);
            using var snapshot = world.Tree.OpenSnapshot();
            var disk = new SimulatedDisk(new Chance(seed + 100));
            var reader = snapshot.OpenReader();
            Assert.Equal(world.Tree.CheckpointMeta.ToArray(), reader.ReadHeader().Meta.ToArray());
            SnapshotWorld.Receive(reader, disk, CheckpointChunk.BytesMin + new Chance(seed).NextInt32(300_000));
            SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
        }
    }

    [Fact]
    public void The_header_tells_exactly_how_many_pages_come()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            using var world = SnapshotWorld.Source(new MemoryDisk(), seed);
            using var snapshot = world.Tree.OpenSnapshot();
            var reader = snapshot.OpenReader();
            var (pages, at) = (0L, CheckpointPosition.Start);
            while (!at.IsEnd)
            {
                var chunk = SnapshotWorld.ReadChunk(reader, at, 100_000);
                (pages, at) = (pages + chunk.PageCount, chunk.Next);
                Assert.Equal(pages, at.PagesBefore);
                Assert.Equal(at.IsEnd, chunk.IsLast);
            }
            Assert.Equal(reader.ReadHeader().PageCount, pages);
            Assert.Equal(world.Durable.Count, reader.ReadHeader().ItemCount);
        }
    }

    [Fact]
    public void An_empty_tree_is_one_page()
    {
        using var world = new TreeWorld(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new MemoryDisk();
        Assert.Equal(1, snapshot.OpenReader().ReadHeader().PageCount);
        SnapshotWorld.Receive(snapshot.OpenReader(), disk);
        SnapshotWorld.AssertReceived(disk, 0, new(ByteOrder.Instance));
    }

    [Fact]
    public void Without_other_bytes_the_installed_tree_has_the_senders_meta()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 1);
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new MemoryDisk();
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader());
        SnapshotWorld.Send(snapshot.OpenReader(), writer);
        var installation = writer.BeginInstallation();
        while (installation.Step(1))
        {
        }
        using var tree = SnapshotWorld.Open(disk);
        Assert.Equal(world.Tree.CheckpointMeta.ToArray(), tree.CheckpointMeta.ToArray());
        Assert.Equal(world.Tree.CheckpointSequence, tree.CheckpointSequence);
    }

    [Fact]
    public void A_checkpoint_has_room_for_a_kilobyte_of_the_owners_bytes_on_both_sides()
    {
        var meta = Enumerable.Range(0, BTree.MetaBytesMax).Select(static i => (byte)(i % 251)).ToArray();
        using var world = new TreeWorld(new MemoryDisk());
        Assert.Equal(CheckpointOutcome.Durable, world.Finish(world.Tree.BeginCheckpoint(meta, new(5))));
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new MemoryDisk();
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, SnapshotWorld.Travelled(snapshot.OpenReader().ReadHeader()));
        SnapshotWorld.Send(snapshot.OpenReader(), writer);
        var installation = writer.BeginInstallation();
        while (installation.Step(1 << 20))
        {
        }
        using var tree = SnapshotWorld.Open(disk);
        Assert.Equal(meta, tree.CheckpointMeta.ToArray());
    }

    [Fact]
    public void The_source_goes_on_writing_and_checkpointing_meanwhile()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            output.WriteLine($"seed {seed}");
            var chance = new Chance(seed);
            var items = new TreeItems(chance, 300);
            using var world = SnapshotWorld.Source(new SimulatedDisk(chance.Fork()), seed);
            var disk = new SimulatedDisk(chance.Fork());
            using var snapshot = world.Tree.OpenSnapshot();
            var (slot, content) = (world.Slot.Value, world.Durable);
            var reader = snapshot.OpenReader();
            using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
            while (!writer.IsWhole)
            {
                Assert.Equal(ChunkOutcome.Written, writer.Write(SnapshotWorld.ReadChunk(reader, writer.Position, 60_000)));
                SnapshotWorld.Change(world, items, chance, 20);
                world.Checkpoint();
            }
            SnapshotWorld.Install(writer);
            SnapshotWorld.AssertReceived(disk, slot, content);
            world.AssertEqual();
            world.Tree.Verify();
        }
    }

    [Fact]
    public void A_hundred_thousand_items_are_transferred_in_chunks_of_bounded_size()
    {
        using var world = new TreeWorld(new MemoryDisk());
        var chance = new Chance(77);
        var value = new byte[40];
        for (var i = 0; i < 100_000; i++)
        {
            var key = new byte[20];
            chance.Fill(key);
            world.Put(key, value);
        }
        world.Checkpoint();
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        var disk = new MemoryDisk();
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
        var chunks = 0;
        for (; !writer.IsWhole; chunks++)
        {
            var chunk = SnapshotWorld.ReadChunk(reader, writer.Position, int.MaxValue);
            Assert.InRange(chunk.Bytes.Length, 1, CheckpointChunk.BytesMax);
            Assert.Equal(ChunkOutcome.Written, writer.Write(chunk));
        }
        Assert.True(chunks > 5, $"{chunks} chunks");
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_chunk_is_never_larger_than_it_may_be_and_has_a_page_at_least()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 3);
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        for (var bytesMax = CheckpointChunk.BytesMin; bytesMax < CheckpointChunk.BytesMin + 3 * PageLayout.PageBytes; bytesMax += 1000)
        {
            for (var at = CheckpointPosition.Start; !at.IsEnd;)
            {
                var chunk = SnapshotWorld.ReadChunk(reader, at, bytesMax);
                Assert.InRange(chunk.Bytes.Length, PageLayout.PageBytes, bytesMax);
                at = chunk.Next;
            }
        }
        Assert.Throws<InvariantViolatedException>(() => reader.ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMin - 1));
    }

    [Fact]
    public void Every_place_can_be_gone_on_from_by_a_reader_that_has_never_been_there()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 4);
        using var snapshot = world.Tree.OpenSnapshot();
        var sequential = snapshot.OpenReader();
        var places = 0;
        for (var at = CheckpointPosition.Start; !at.IsEnd; places++)
        {
            var chunk = SnapshotWorld.ReadChunk(sequential, at, CheckpointChunk.BytesMin);
            var other = SnapshotWorld.ReadChunk(snapshot.OpenReader(), chunk.From, CheckpointChunk.BytesMin);
            Assert.Equal(chunk.Bytes.ToArray(), other.Bytes.ToArray());
            at = chunk.Next;
        }
        Assert.True(places > 100, $"{places} places");
    }

    [Fact]
    public void Another_sender_of_the_same_checkpoint_ends_what_one_began()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 5);
        using var snapshot = world.Tree.OpenSnapshot();
        var second = new MemoryDisk();
        SnapshotWorld.Receive(snapshot.OpenReader(), second);
        using var secondTree = SnapshotWorld.Open(second);
        using var secondSnapshot = secondTree.OpenSnapshot();

        var third = new MemoryDisk();
        using var writer = CheckpointWriter.Create(third, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader());
        for (var i = 0; i < 5; i++)
            Assert.Equal(ChunkOutcome.Written, writer.Write(SnapshotWorld.ReadChunk(snapshot.OpenReader(), writer.Position, 30_000)));
        Assert.False(writer.IsWhole);
        var reader = secondSnapshot.OpenReader();
        Assert.True(writer.Header.HasPagesOf(reader.ReadHeader()));
        SnapshotWorld.Send(reader, writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(third, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_later_checkpoint_of_the_same_tree_does_not_have_the_same_pages()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 5);
        using var snapshot = world.Tree.OpenSnapshot();
        world.Put([1], [2]);
        world.Checkpoint();
        using var later = world.Tree.OpenSnapshot();
        Assert.False(snapshot.OpenReader().ReadHeader().HasPagesOf(later.OpenReader().ReadHeader()));
    }

    [Fact]
    public void A_checkpoint_travels_between_real_directories()
    {
        var root = Directory.CreateTempSubdirectory("ballast-snapshot-");
        try
        {
            using var from = DirectoryDisk.OpenDirectory(Path.Combine(root.FullName, "a"));
            using var to = DirectoryDisk.OpenDirectory(Path.Combine(root.FullName, "b"));
            using var world = SnapshotWorld.Source(from, 11);
            var (slot, content) = (world.Slot.Value, world.Durable);
            var reader = world.Tree.OpenSnapshot().OpenReader();
            SnapshotWorld.Receive(reader, to);
            SnapshotWorld.AssertReceived(to, slot, content);
            world.Tree.Dispose();
            Assert.Throws<SnapshotLostException>(() => reader.ReadChunk(CheckpointPosition.Start, 30_000));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_installed_tree_takes_the_place_of_the_one_before()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 6);
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new SimulatedDisk(new Chance(6));
        using (var old = BTree.Create(disk, SnapshotWorld.TreeName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions()))
            old.Put([9], [9], new(1));
        SnapshotWorld.Receive(snapshot.OpenReader(), disk);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }
}
