using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>A tree, the sorted dictionary that it must equal, and the moves that both make.</summary>
internal sealed class TreeWorld : IDisposable
{
    public const string FileName = "replica.tree";
    private readonly ByteBuffer _large = new();
    private ulong _slot;

    public TreeWorld(IDisk disk, long cacheBytes = 64L << 20, TreeOptions? options = null)
    {
        (Disk, CacheBytes, Options) = (disk, cacheBytes, options ?? new TreeOptions());
        Tree = BTree.Create(disk, FileName, new PageCache(cacheBytes), Options);
    }

    public IDisk Disk { get; }
    public long CacheBytes { get; }
    public TreeOptions Options { get; }
    public BTree Tree { get; private set; }
    public SortedDictionary<byte[], byte[]> Model { get; private set; } = new(ByteOrder.Instance);
    public Slot Slot => new(_slot);

    /// <summary>The content of the last durable checkpoint.</summary>
    public SortedDictionary<byte[], byte[]> Durable { get; private set; } = new(ByteOrder.Instance);

    public void Put(byte[] key, byte[] value)
    {
        if (Tree.AtDirtyLimit)
            Checkpoint();
        Tree.Put(key, value, new Slot(++_slot));
        Model[key] = value;
    }

    public void Delete(byte[] key)
    {
        if (Tree.AtDirtyLimit)
            Checkpoint();
        Assert.Equal(Model.Remove(key), Tree.Delete(key, new Slot(++_slot)));
    }

    public void Checkpoint()
    {
        var job = Tree.BeginCheckpoint([7, 8, 9], Slot);
        Assert.Equal(CheckpointOutcome.Durable, Finish(job));
        Durable = new(Model, ByteOrder.Instance);
    }

    public CheckpointOutcome Finish(CheckpointJob job)
    {
        while (job.Step())
        {
        }
        CheckpointOutcome outcome;
        while ((outcome = Tree.CompleteCheckpoint(job)) == CheckpointOutcome.More)
        {
        }
        return outcome;
    }

    /// <summary>Closes and opens: what no checkpoint has is forgotten.</summary>
    public void Reopen()
    {
        Tree.Dispose();
        Tree = BTree.Open(Disk, FileName, new PageCache(CacheBytes), Options);
        Model = new(Durable, ByteOrder.Instance);
    }

    public void AssertEqual() => AssertContent(Tree, Model);

    public void AssertGet(byte[] key)
    {
        var found = Tree.TryGet(key, _large, out var value);
        Assert.Equal(Model.TryGetValue(key, out var expected), found);
        Assert.True(!found || value.SequenceEqual(expected));
    }

    public static void AssertContent(BTree tree, SortedDictionary<byte[], byte[]> model)
    {
        Assert.Equal(model.Count, tree.ItemCount);
        Assert.Equal(model.Sum(static item => (long)item.Key.Length + item.Value.Length), tree.ContentBytes);
        using var cursor = tree.OpenCursor();
        AssertScan(cursor, model);
    }

    public static void AssertScan(TreeCursor cursor, SortedDictionary<byte[], byte[]> model)
    {
        var more = cursor.SeekFirst();
        foreach (var (key, value) in model)
        {
            Assert.True(more);
            Assert.True(cursor.CurrentKey.SequenceEqual(key));
            Assert.True(cursor.CurrentValue.SequenceEqual(value));
            more = cursor.Next();
        }
        Assert.False(more);
    }

    public void Dispose()
    {
        Tree.Dispose();
        _large.Dispose();
    }
}

internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}

/// <summary>Keys and values of every size that matters, from a seed.</summary>
internal sealed class TreeItems(Chance chance, int keySpace)
{
    private static readonly int[] LengthsAtEdges =
        [1, 2, 3, 4, 5, 16, 255, 256, 257, 1023, 1024, 1025, 3000, 6300, BTree.KeyBytesMax - 1, BTree.KeyBytesMax];

    /// <summary>A key that depends on a small number only, so that keys come again; some are long, many share long prefixes.</summary>
    public byte[] Key()
    {
        var number = chance.NextInt32(keySpace);
        var seeded = new Chance((ulong)number);
        var length = seeded.OneIn(8) ? LengthsAtEdges[seeded.NextInt32(LengthsAtEdges.Length)] : 8 + seeded.NextInt32(40);
        var key = new byte[length];
        if (seeded.OneIn(3))
            key.AsSpan().Fill((byte)seeded.NextInt32(3));
        else
            seeded.Fill(key);
        var tail = BitConverter.GetBytes(number);
        tail.AsSpan(0, Math.Min(4, length)).CopyTo(key.AsSpan(length - Math.Min(4, length)));
        return key;
    }

    public byte[] Value()
    {
        var length = chance.NextInt32(20) switch
        {
            0 => 0,
            1 => 1990 + chance.NextInt32(50),
            2 => 8150 + chance.NextInt32(20),
            3 => chance.OneIn(8) ? 400_000 : 20_000 + chance.NextInt32(20_000),
            < 10 => chance.NextInt32(60),
            _ => chance.NextInt32(1200),
        };
        var value = new byte[length];
        chance.Fill(value);
        return value;
    }
}
