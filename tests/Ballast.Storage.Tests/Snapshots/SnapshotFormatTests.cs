using System.Runtime.CompilerServices;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>What an earlier release left of an arriving tree is of use to this one, and what it sends is understood; docs/formats/snapshot.md describes both.</summary>
public sealed class SnapshotFormatTests
{
    private const string FileFixture = "tree-incoming-v1.bin", ChunkFixture = "snapshot-chunk-v1.bin";

    private static SortedDictionary<byte[], byte[]> Content() => new(ByteOrder.Instance)
    {
        [[1]] = [2, 3],
        [Enumerable.Repeat((byte)0xB0, 1500).ToArray()] = [4],
        [[0xC0]] = Enumerable.Range(0, 9000).Select(static i => (byte)(i % 251)).ToArray(),
    };

    private static TreeWorld Source()
    {
        var world = new TreeWorld(new MemoryDisk());
        foreach (var (key, value) in Content())
            world.Put(key, value);
        world.Checkpoint();
        return world;
    }

    [Fact]
    public void The_first_format_of_an_arriving_file_can_be_gone_on_with()
    {
        var disk = new MemoryDisk();
        using (var file = disk.Create(SnapshotWorld.IncomingName))
            file.Write(0, Fixture(FileFixture, WriteFile));
        using var world = Source();
        using var snapshot = world.Tree.OpenSnapshot();
        using var writer = CheckpointWriter.TryReopen(disk, SnapshotWorld.TreeName);
        Assert.NotNull(writer);
        Assert.False(writer.Recheck(int.MaxValue));
        Assert.Equal(2, writer.Position.PagesBefore);
        Assert.Equal(3UL, writer.Header.Slot.Value);
        Assert.Equal([7, 8, 9], writer.Header.Meta.ToArray());
        Assert.True(writer.Header.HasPagesOf(snapshot.OpenReader().ReadHeader()));
        SnapshotWorld.Send(snapshot.OpenReader(), writer);
        SnapshotWorld.Install(writer);
        SnapshotWorld.AssertReceived(disk, 3, Content());
    }

    [Fact]
    public void The_first_format_of_an_arriving_file_is_still_written() => Assert.Equal(Fixture(FileFixture, WriteFile), WriteFile());

    [Fact]
    public void The_first_format_of_a_chunk_is_read_and_still_written()
    {
        var bytes = Fixture(ChunkFixture, WriteChunk);
        Assert.True(CheckpointChunk.TryRead(bytes, out var chunk));
        Assert.Equal(2, chunk.PageCount);
        Assert.Equal(CheckpointPosition.Start, chunk.From);
        Assert.Equal(2, chunk.Next.PagesBefore);
        Assert.Equal(bytes, WriteChunk());
    }

    private static byte[] WriteChunk()
    {
        using var world = Source();
        using var snapshot = world.Tree.OpenSnapshot();
        return snapshot.OpenReader().ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMin + PageLayout.PageBytes)!.Bytes.ToArray();
    }

    private static byte[] WriteFile()
    {
        using var world = Source();
        using var snapshot = world.Tree.OpenSnapshot();
        var disk = new MemoryDisk();
        Assert.True(CheckpointChunk.TryRead(WriteChunk(), out var chunk));
        using (var writer = CheckpointWriter.Create(disk, SnapshotWorld.TreeName, snapshot.OpenReader().ReadHeader()))
            Assert.Equal(ChunkOutcome.Written, writer.Write(chunk));
        using var file = disk.Open(SnapshotWorld.IncomingName);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    // A new version gets a file of its own: choose its name above, and run once with BALLAST_WRITE_FORMATS=1. What is checked in is never overwritten.
    private static byte[] Fixture(string name, Func<byte[]> write, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "Formats", name);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1")
            File.WriteAllBytes(path, write());
        return File.ReadAllBytes(path);
    }
}
