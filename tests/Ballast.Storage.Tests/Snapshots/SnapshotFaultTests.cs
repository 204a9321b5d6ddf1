using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>Damage on the way, at the source and at the receiver is found before anything becomes a tree.</summary>
public sealed class SnapshotFaultTests(ITestOutputHelper output)
{
    private static TreeWorld SmallSource(IDisk disk)
    {
        var world = new TreeWorld(disk);
        for (byte i = 0; i < 10; i++)
            world.Put([i], new byte[900 + i]);
        world.Put(Enumerable.Repeat((byte)7, 2000).ToArray(), [1, 2, 3]);
        world.Put([200], new byte[9000]);
        world.Checkpoint();
        return world;
    }

    [Fact]
    public void Every_flipped_byte_of_a_chunk_is_found()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var bytes = snapshot.OpenReader().ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMax)!.Bytes.ToArray();
        Assert.True(CheckpointChunk.TryRead(bytes, out var whole) && whole.IsLast);
        var chance = new Chance(1);
        for (var at = 0; at < bytes.Length; at++)
        {
            var mask = (byte)(1 << chance.NextInt32(8));
            bytes[at] ^= mask;
            Assert.False(CheckpointChunk.TryRead(bytes, out _), $"byte {at}");
            bytes[at] ^= mask;
        }
        for (var length = 0; length < bytes.Length; length += 37)
            Assert.False(CheckpointChunk.TryRead(bytes.AsMemory(0, length), out _), $"{length} bytes");
    }

    [Fact]
    public void Every_flipped_byte_of_a_header_is_found()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var header = snapshot.OpenReader().ReadHeader();
        var bytes = new byte[header.Bytes];
        header.Write(bytes);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x10;
            Assert.False(CheckpointHeader.TryRead(bytes, out _), $"byte {at}");
            bytes[at] ^= 0x10;
            Assert.False(CheckpointHeader.TryRead(bytes.AsSpan(0, at), out _), $"{at} bytes");
        }
        Assert.True(CheckpointHeader.TryRead(bytes, out _));
    }

    [Fact]
    public void Chunks_that_come_twice_too_early_or_from_another_checkpoint_change_nothing()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 1);
        using var other = SnapshotWorld.Source(new MemoryDisk(), 2);
        using var snapshot = world.Tree.OpenSnapshot();
        using var otherSnapshot = other.Tree.OpenSnapshot();
        var (reader, otherReader) = (snapshot.OpenReader(), otherSnapshot.OpenReader());
        var disk = new MemoryDisk();
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
        var first = SnapshotWorld.ReadChunk(reader, writer.Position, 40_000);
        var second = SnapshotWorld.ReadChunk(reader, first.Next, 40_000);
        Assert.Equal(ChunkOutcome.OutOfPlace, writer.Write(second));
        Assert.Equal(ChunkOutcome.Wrong, writer.Write(SnapshotWorld.ReadChunk(otherReader, CheckpointPosition.Start, 40_000)));
        Assert.Equal(CheckpointPosition.Start, writer.Position);
        Assert.Equal(ChunkOutcome.Written, writer.Write(first));
        Assert.Equal(ChunkOutcome.OutOfPlace, writer.Write(first));
        Assert.Equal(first.Next, writer.Position);
        // A sender that lies about the place: the other tree may have no such place, or has another page there.
        if (otherReader.ReadChunk(writer.Position, 40_000) is { } wrong)
            Assert.Equal(ChunkOutcome.Wrong, writer.Write(SnapshotWorld.Travelled(wrong)));
        Assert.Equal(first.Next, writer.Position);
        SnapshotWorld.Send(reader, writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_chunk_whose_page_is_not_the_one_that_its_parent_names_is_wrong_although_its_checksums_are_right()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        var whole = reader.ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMax)!;
        for (var i = 0; i < whole.PageCount; i++)
        {
            var pages = whole.Pages.ToArray();
            var page = pages.AsSpan(i * PageLayout.PageBytes, PageLayout.PageBytes);
            page[PageLayout.PageBytes - 1] ^= 1;
            PageLayout.Seal(page);
            using var writer = CheckpointWriter.Create(new MemoryDisk(), SnapshotWorld.TreeName, reader.ReadHeader());
            Assert.Equal(ChunkOutcome.Wrong, writer.Write(CheckpointChunk.Of(whole.From, whole.Next, pages)));
            Assert.Equal(CheckpointPosition.Start, writer.Position);
            Assert.Equal(ChunkOutcome.Written, writer.Write(whole));
        }
        using var writer2 = CheckpointWriter.Create(new MemoryDisk(), SnapshotWorld.TreeName, reader.ReadHeader());
        Assert.Equal(ChunkOutcome.Wrong, writer2.Write(CheckpointChunk.Of(whole.From, whole.Next, whole.Pages.Span[PageLayout.PageBytes..])));
        Assert.Equal(ChunkOutcome.Wrong, writer2.Write(CheckpointChunk.Of(whole.From, whole.Next, whole.Pages.Span[..PageLayout.PageBytes])));
        byte[] tooLong = [.. whole.Pages.Span, .. whole.Page(0)];
        Assert.Equal(ChunkOutcome.Wrong, writer2.Write(CheckpointChunk.Of(whole.From, whole.Next, tooLong)));
    }

    [Fact]
    public void Places_that_the_checkpoint_does_not_have_are_refused()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        ushort[][] paths = [[1], [0, 999], [0, 0, 999], [0, 0, 0, 0, 0], new ushort[CheckpointPosition.DepthMax], [65535, 65535]];
        foreach (var path in paths)
            Assert.Null(reader.ReadChunk(new CheckpointPosition(1, 2, path), CheckpointChunk.BytesMin));
        Assert.Null(reader.ReadChunk(new CheckpointPosition(long.MaxValue, 2, [0]), CheckpointChunk.BytesMin));
        var end = reader.ReadChunk(new CheckpointPosition(1, 2, []), CheckpointChunk.BytesMin);
        Assert.True(end is { PageCount: 0, IsLast: true });
        Assert.False(CheckpointPosition.TryRead([1, 2, 3], out _));
        var bytes = new byte[CheckpointPosition.BytesMax];
        bytes[16] = CheckpointPosition.DepthMax + 1;
        Assert.False(CheckpointPosition.TryRead(bytes, out _));
        bytes[16] = 2;
        Assert.True(CheckpointPosition.TryRead(bytes, out var read) && read.Bytes == 21);
        Assert.False(CheckpointPosition.TryRead(bytes.AsSpan(0, 20), out _));
        // None of it has hurt the reader.
        Assert.NotNull(reader.ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMin));
    }

    [Fact]
    public void A_flipped_byte_in_any_page_at_the_source_is_found_and_never_sent()
    {
        var disk = new SimulatedDisk(new Chance(1));
        using var world = SnapshotWorld.Source(disk, 5, keySpace: 2000, rounds: 8);
        using var snapshot = world.Tree.OpenSnapshot();
        var chance = new Chance(2);
        var whole = PagesOf(snapshot);
        foreach (var page in whole)
        {
            var at = page * (long)PageLayout.PageBytes + chance.NextInt32(PageLayout.PageBytes);
            var mask = (byte)(1 << chance.NextInt32(8));
            disk.FlipBits(TreeWorld.FileName, at, mask);
            Assert.Equal(page, Assert.Throws<PageCorruptException>(() => PagesOf(snapshot)).Page);
            disk.FlipBits(TreeWorld.FileName, at, mask);
        }
        Assert.Equal(whole, PagesOf(snapshot));
        Assert.True(whole.Count > 100, $"{whole.Count} pages");
    }

    private static List<uint> PagesOf(TreeSnapshot snapshot)
    {
        var pages = new List<uint>();
        var reader = snapshot.OpenReader();
        for (var at = CheckpointPosition.Start; !at.IsEnd;)
        {
            var chunk = reader.ReadChunk(at, 30_000)!;
            for (var i = 0; i < chunk.PageCount; i++)
                pages.Add(PageLayout.PageOf(chunk.Page(i)));
            at = chunk.Next;
        }
        return pages;
    }

    [Fact]
    public void After_damage_at_the_source_the_same_reader_is_right_again_when_the_page_is()
    {
        var disk = new SimulatedDisk(new Chance(1));
        using var world = SnapshotWorld.Source(disk, 5);
        using var snapshot = world.Tree.OpenSnapshot();
        var pages = PagesOf(snapshot);
        var reader = snapshot.OpenReader();
        var at = pages[20] * (long)PageLayout.PageBytes + 50;
        disk.FlipBits(TreeWorld.FileName, at, 1);
        Assert.Throws<PageCorruptException>(() => reader.ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMax));
        disk.FlipBits(TreeWorld.FileName, at, 1);
        var target = new MemoryDisk();
        SnapshotWorld.Receive(reader, target);
        SnapshotWorld.AssertReceived(target, world.Slot.Value, world.Durable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_write_at_the_source_that_was_lost_or_went_elsewhere_is_found_and_never_sent(bool misdirected)
    {
        var found = 0;
        for (var seed = 1UL; seed <= 30; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            using var world = SnapshotWorld.Source(disk, seed, options: new TreeOptions { StepBytesMax = PageLayout.PageBytes });
            SnapshotWorld.Change(world, new TreeItems(new Chance(seed), 300), new Chance(seed), 60);
            var job = world.Tree.BeginCheckpoint([], world.Slot);
            if (misdirected)
                disk.MisdirectNextWrite(3 * PageLayout.PageBytes);
            else
                disk.LoseNextWrite();
            if (world.Finish(job) != CheckpointOutcome.Durable)
                continue;
            using var snapshot = world.Tree.OpenSnapshot();
            Assert.Throws<PageCorruptException>(() => PagesOf(snapshot));
            found++;
        }
        Assert.True(found > 20, $"{found} found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_write_at_the_receiver_that_is_lost_or_goes_elsewhere_never_becomes_a_tree(bool misdirected)
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 8);
        using var snapshot = world.Tree.OpenSnapshot();
        var (failed, installed) = (0, 0);
        for (var skipped = 0; ; skipped++)
        {
            var disk = new SimulatedDisk(new Chance((ulong)skipped + 1));
            var writes = 0;
            disk.Observer = operation =>
            {
                if (operation.Kind != DiskOperationKind.Write || writes++ != skipped)
                    return;
                if (misdirected)
                    disk.MisdirectNextWrite(operation.Offset == 0 ? PageLayout.PageBytes : -PageLayout.PageBytes);
                else
                    disk.LoseNextWrite();
            };
            var thrown = Record.Exception(() => SnapshotWorld.Receive(snapshot.OpenReader(), disk));
            disk.Observer = null;
            if (disk.FaultsStruckCount == 0)
                break;
            // Only the header's own write can be lost without harm: a superblock comes in its place.
            if (thrown is null)
            {
                installed++;
                SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
                continue;
            }
            failed++;
            Assert.IsAssignableFrom<IOException>(thrown);
            Assert.False(disk.Exists(SnapshotWorld.TreeName));
            Assert.Equal([SnapshotWorld.IncomingName], CheckpointWriter.RemoveLeftovers(disk));
            SnapshotWorld.Receive(snapshot.OpenReader(), disk);
            SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
        }
        output.WriteLine($"{failed} failed, {installed} without harm");
        Assert.True(failed > 20, $"{failed} failed");
        Assert.InRange(installed, 0, 1);
    }

    [Theory]
    [InlineData(DiskOperationKind.Write)]
    [InlineData(DiskOperationKind.Sync)]
    [InlineData(DiskOperationKind.Rename)]
    public void An_operation_that_fails_at_the_receiver_leaves_the_old_tree_and_another_try_succeeds(DiskOperationKind kind)
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 8);
        using var snapshot = world.Tree.OpenSnapshot();
        var failed = 0;
        for (var skipped = 0; ; skipped++)
        {
            var disk = new SimulatedDisk(new Chance(1));
            BTree.Create(disk, SnapshotWorld.TreeName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions()).Dispose();
            var seen = 0;
            disk.Observer = operation => 
            {
                if (operation.Kind == kind && seen++ == skipped)
                    disk.FailNext(kind);
            };
            using var writer = TryReceive(snapshot.OpenReader(), disk, out var failure);
            disk.Observer = null;
            if (failure is null)
                break;
            failed++;
            writer?.Discard();
            Assert.False(disk.Exists(SnapshotWorld.IncomingName));
            using (var old = SnapshotWorld.Open(disk))
                Assert.Equal(0, old.ItemCount);
            SnapshotWorld.Receive(snapshot.OpenReader(), disk);
            SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
        }
        Assert.True(failed > 0);
    }

    private static CheckpointWriter? TryReceive(CheckpointReader reader, IDisk disk, out IOException? failure)
    {
        CheckpointWriter? writer = null;
        failure = null;
        try
        {
            writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
            SnapshotWorld.Send(reader, writer);
            SnapshotWorld.Install(writer);
        }
        catch (IOException e)
        {
            failure = e;
        }
        return writer;
    }

    [Fact]
    public void A_receiver_whose_disk_is_full_stays_where_it_is_and_goes_on_when_there_is_room()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 9);
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        var disk = new SimulatedDisk(new Chance(9)) { QuotaBytes = 60_000 };
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, reader.ReadHeader());
        var refused = 0;
        while (!writer.IsWhole)
        {
            var position = writer.Position;
            var chunk = SnapshotWorld.ReadChunk(reader, position, 50_000);
            try
            {
                Assert.Equal(ChunkOutcome.Written, writer.Write(chunk));
            }
            catch (DiskFullException)
            {
                refused++;
                Assert.Equal(position, writer.Position);
                disk.QuotaBytes += 200_000;
            }
        }
        Assert.True(refused > 2, $"refused {refused} times");
        disk.QuotaBytes = long.MaxValue;
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_disk_too_full_to_begin_on_has_nothing_left_of_it_and_one_that_is_given_up_neither()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var header = snapshot.OpenReader().ReadHeader();
        var disk = new SimulatedDisk(new Chance(9)) { QuotaBytes = 5_000 };
        Assert.Throws<DiskFullException>(() => CheckpointWriter.Create(disk, SnapshotWorld.TreeName, header));
        Assert.Empty(disk.List());
        disk.QuotaBytes = 30_000;
        using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, header);
        Assert.Equal([SnapshotWorld.IncomingName], disk.List());
        writer.Discard();
        Assert.Empty(disk.List());
    }

    [Fact]
    public void An_installation_that_finds_the_disk_full_is_done_again_when_there_is_room()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new HookedDisk(new SimulatedDisk(new Chance(4)));
        // The bitmap, then the superblocks: the last of them takes the place of the header, which needs no room.
        for (var written = 0; written < 2; written++)
        {
            using var writer = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName)
                ?? CheckpointWriter.Create(disk, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader());
            while (writer.Recheck(100_000))
            {
            }
            Assert.Equal(written > 0, writer.IsWhole);
            SnapshotWorld.Send(snapshot.OpenReader(), writer);
            var seen = 0;
            disk.BeforeWrite = () =>
            {
                if (seen++ == written)
                    throw new DiskFullException("The gap has no room on the medium.");
            };
            Assert.Throws<DiskFullException>(() => SnapshotWorld.Install(writer));
            disk.BeforeWrite = null;
            Assert.False(disk.Exists(SnapshotWorld.TreeName));
        }
        using var reopened = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName)!;
        Assert.False(reopened.Recheck(int.MaxValue));
        Assert.True(reopened.IsWhole);
        SnapshotWorld.Install(reopened);
        SnapshotWorld.AssertReceived(disk, world.Slot.Value, world.Durable);
    }

    [Fact]
    public void A_page_that_rots_between_its_arrival_and_the_installation_is_found()
    {
        using var world = SmallSource(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        foreach (var page in PagesOf(snapshot))
        {
            var disk = new SimulatedDisk(new Chance(page));
            using var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader());
            SnapshotWorld.Send(snapshot.OpenReader(), writer);
            disk.FlipBits(SnapshotWorld.IncomingName, page * (long)PageLayout.PageBytes + 3000, 2);
            Assert.Equal(page, Assert.Throws<PageCorruptException>(() => SnapshotWorld.Install(writer)).Page);
            writer.Discard();
            Assert.Empty(disk.List());
        }
    }
}
