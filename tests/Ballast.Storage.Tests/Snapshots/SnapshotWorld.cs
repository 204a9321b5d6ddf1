using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>A node that sends a checkpoint of its tree, the disk of one that receives it, and what both must end with.</summary>
internal static class SnapshotWorld
{
    public const string TreeName = "group-0000000007.tree";
    public const string IncomingName = TreeName + ".incoming";
    public static readonly byte[] ReceiversMeta = [40, 41, 42];

    /// <summary>A tree with keys and values of every kind, changed and checkpointed several times, so that its file has gaps.</summary>
    public static TreeWorld Source(IDisk disk, ulong seed, int keySpace = 300, int rounds = 3, TreeOptions? options = null)
    {
        var chance = new Chance(seed);
        var items = new TreeItems(chance, keySpace);
        var world = new TreeWorld(disk, PageCache.CapacityBytesMin, options);
        for (var round = 0; round < rounds; round++)
        {
            Change(world, items, chance, 150);
            world.Checkpoint();
        }
        return world;
    }

    public static void Change(TreeWorld world, TreeItems items, Chance chance, int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            if (chance.OneIn(3))
                world.Delete(items.Key());
            else
                world.Put(items.Key(), items.Value());
        }
    }

    public static CheckpointChunk ReadChunk(CheckpointReader reader, CheckpointPosition from, int bytesMax)
    {
        var chunk = reader.ReadChunk(from, bytesMax);
        Assert.NotNull(chunk);
        return Travelled(chunk);
    }

    /// <summary>The chunk as the other side reads it.</summary>
    public static CheckpointChunk Travelled(CheckpointChunk chunk)
    {
        Assert.True(CheckpointChunk.TryRead(chunk.Bytes.ToArray(), out var arrived));
        return arrived;
    }

    public static CheckpointHeader Travelled(CheckpointHeader header)
    {
        var bytes = new byte[header.Bytes];
        header.Write(bytes);
        Assert.True(CheckpointHeader.TryRead(bytes, out var arrived));
        return arrived;
    }

    /// <summary>Sends what the writer lacks.</summary>
    public static void Send(CheckpointReader reader, CheckpointWriter writer, int bytesMax = 40_000)
    {
        while (!writer.IsWhole)
            Assert.Equal(ChunkOutcome.Written, writer.Write(ReadChunk(reader, writer.Position, bytesMax)));
    }

    public static void Install(CheckpointWriter writer)
    {
        var installation = writer.BeginInstallation(ReceiversMeta);
        while (installation.Step(50_000))
        {
        }
        Assert.True(installation.IsInstalled);
    }

    public static void Receive(CheckpointReader reader, IDisk disk, int bytesMax = 40_000)
    {
        using var writer = CheckpointWriter.Create(disk, TreeName, Travelled(reader.ReadHeader()));
        Send(reader, writer, bytesMax);
        Install(writer);
    }

    public static BTree Open(IDisk disk) => BTree.Open(disk, TreeName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());

    /// <summary>The receiver's tree is that checkpoint in every respect, and can live on.</summary>
    public static void AssertReceived(IDisk disk, ulong slot, SortedDictionary<byte[], byte[]> content)
    {
        Assert.False(disk.Exists(IncomingName));
        using var tree = Open(disk);
        Assert.Equal(slot, tree.CheckpointSlot.Value);
        Assert.Equal(ReceiversMeta, tree.CheckpointMeta.ToArray());
        Assert.False(tree.HasOneSuperblock);
        Assert.Equal(ChecksumOf(content), tree.Checksum([], []));
        TreeWorld.AssertContent(tree, content);
        tree.Verify();
        GoOn(tree, new(content, ByteOrder.Instance));
    }

    public static LogicalChecksum ChecksumOf(SortedDictionary<byte[], byte[]> content)
    {
        var checksum = default(LogicalChecksum);
        foreach (var (key, value) in content)
            checksum = checksum.With(key, value);
        return checksum;
    }

    private static void GoOn(BTree tree, SortedDictionary<byte[], byte[]> content)
    {
        for (byte i = 0; i < 50; i++)
        {
            byte[] key = [i, i];
            tree.Put(key, new byte[i * 300], new(1_000_000));
            content[key] = new byte[i * 300];
        }
        var job = tree.BeginCheckpoint([], new(1_000_000));
        while (job.Step())
        {
        }
        while (tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
        {
        }
        TreeWorld.AssertContent(tree, content);
        tree.Verify();
    }
}
