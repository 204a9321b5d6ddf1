using System.Buffers.Binary;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Trees;

/// <summary>A tree of 900-byte values under hashed keys, all of it in the page cache: finding, replacing, reading in order.</summary>
public class Trees : IDisposable
{
    private const long CacheBytes = 512L << 20;
    private const int ValueBytes = 900;
    private const int ScanItems = 100;
    private const string FileName = "tree";
    private readonly Chance _chance = new(1);
    private readonly ByteBuffer _large = new();
    private readonly byte[] _key = new byte[16];
    private readonly byte[] _value = new byte[ValueBytes];
    private BTree _tree = null!;
    private ulong _slot;

    [Params(10_000, 100_000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var limits = new TreeOptions { CheckpointBytes = CacheBytes, DirtyBytesMax = CacheBytes };
        _tree = BTree.Create(new MemoryDisk(), FileName, new PageCache(CacheBytes), limits);
        _chance.Fill(_value);
        for (var i = 0; i < Items; i++)
            _tree.Put(KeyOf(i), _value, NextSlot());
        Invariant.Holds(_tree.ItemCount == Items);
    }

    [Benchmark]
    public int Get() => _tree.TryGet(KeyOf(_chance.NextInt32(Items)), _large, out var value) ? value.Length : 0;

    [Benchmark]
    public void Replace() => _tree.Put(KeyOf(_chance.NextInt32(Items)), _value, NextSlot());

    [Benchmark(OperationsPerInvoke = ScanItems)]
    public int ReadInOrder()
    {
        using var cursor = _tree.OpenCursor();
        var bytes = 0;
        var more = cursor.Seek(KeyOf(_chance.NextInt32(Items)));
        for (var i = 0; i < ScanItems && more; i++, more = cursor.Next())
            bytes += cursor.CurrentValue.Length;
        return bytes;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _tree?.Dispose();
        _large.Dispose();
        GC.SuppressFinalize(this);
    }

    private Slot NextSlot() => new(++_slot);

    // As keys are: hash first, so that neighbours in number are strangers in the tree.
    private ReadOnlySpan<byte> KeyOf(int item)
    {
        BinaryPrimitives.WriteInt64BigEndian(_key.AsSpan(8), item);
        BinaryPrimitives.WriteUInt64BigEndian(_key, XxHash64.Compute(_key.AsSpan(8)));
        return _key;
    }
}
