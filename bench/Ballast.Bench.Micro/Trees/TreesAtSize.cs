using System.Buffers.Binary;
using System.Diagnostics;
using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Bench.Micro.Trees;

/// <summary>A tree of two million items with checkpoints on a real disk, and reads against the floor of the memory: too long for a benchmark's many runs.</summary>
internal sealed class TreesAtSize(TextWriter output)
{
    private const int Items = 2_000_000, ValueBytes = 900, Reads = 4_000_000, Writes = 500_000;

    public void OnDisk()
    {
        var folder = Path.GetFullPath($"ballast-trees-{Environment.ProcessId}");
        using (var disk = DirectoryDisk.OpenDirectory(folder))
            Measure(disk);
        Directory.Delete(folder, recursive: true);
    }

    public void InMemory()
    {
        var none = new Checkpoints();
        var chance = new Chance(2);
        var memory = GC.AllocateUninitializedArray<byte>(1 << 30, pinned: true);
        memory.AsSpan().Fill(1);
        var sum = 0L;
        Time("floor: one random cache line of 1 GiB", Reads, none, _ => sum += memory[chance.NextInt32(memory.Length)]);
        Invariant.Holds(sum != 0);
        foreach (var items in (int[])[10_000, 1_000_000])
        {
            using var tree = BTree.Create(new MemoryDisk(), "t", new PageCache(8L << 30), new TreeOptions { DirtyBytesMax = 4L << 30, CheckpointBytes = 4L << 30 });
            var order = Enumerable.Range(0, items).OrderBy(static i => unchecked((ulong)i * 0x9E3779B97F4A7C15)).ToArray();
            Time($"put, {items} new keys in key order", items, none, i => Put(tree, none, order[i]));
            using var large = new ByteBuffer();
            for (var run = 0; run < 3; run++)
                Time($"get, random, resident, of {items}", Reads, none, _ => Get(tree, chance.NextInt32(items), large));
            Time($"put, random overwrites, of {items}", Writes, none, _ => Put(tree, none, chance.NextInt32(items)));
        }
    }

    private void Measure(IDisk disk)
    {
        var cache = new PageCache(4L << 30);
        var tree = BTree.Create(disk, "t", cache, new TreeOptions { DirtyBytesMax = 256 << 20 });
        var checkpoints = new Checkpoints();
        var order = Enumerable.Range(0, Items).OrderBy(static i => unchecked((ulong)i * 0x9E3779B97F4A7C15)).ToArray();
        Time("put, new keys in key order", Items, checkpoints, i => Put(tree, checkpoints, order[i]));
        checkpoints.Run(tree);
        output.WriteLine($"file {tree.FileBytes >> 20} MiB, content {tree.ContentBytes >> 20} MiB, used {tree.UsedBytes >> 20} MiB");
        var chance = new Chance(1);
        Time("put, random overwrites", Writes, checkpoints, _ => Put(tree, checkpoints, chance.NextInt32(Items)));
        checkpoints.Run(tree);
        using var large = new ByteBuffer();
        Time("get, random, resident", Reads, checkpoints, _ => Get(tree, chance.NextInt32(Items), large));
        Time("get, random, resident", Reads, checkpoints, _ => Get(tree, chance.NextInt32(Items), large));
        output.WriteLine($"checkpoints wrote {checkpoints.Bytes >> 20} MiB at {checkpoints.Bytes / 1e6 / checkpoints.Elapsed.TotalSeconds:F0} MB/s; longest begin {checkpoints.LongestBegin.TotalMicroseconds:F0} us, longest turn of completion {checkpoints.LongestTurn.TotalMicroseconds:F0} us");
        output.WriteLine($"page cache {cache.AllocatedBytes >> 20} MiB");
        tree.Dispose();
        tree = BTree.Open(disk, "t", new PageCache(256L << 20), new TreeOptions());
        Time("get, random, an eighth in the cache, the rest in the system's", 500_000, checkpoints, _ => Get(tree, chance.NextInt32(Items), large));
        tree.Dispose();
    }

    private static void Put(BTree tree, Checkpoints checkpoints, long number)
    {
        Span<byte> key = stackalloc byte[24];
        Span<byte> value = stackalloc byte[ValueBytes];
        WriteKey(key, number);
        if (tree.NeedsCheckpoint)
            checkpoints.Run(tree);
        tree.Put(key, value, new(1));
    }

    private static void Get(BTree tree, long number, ByteBuffer large)
    {
        Span<byte> key = stackalloc byte[24];
        WriteKey(key, number);
        Invariant.Holds(tree.TryGet(key, large, out var value) && value.Length == ValueBytes);
    }

    // A well-mixed hash, then the number: the shape of an encoded primary key.
    private static void WriteKey(Span<byte> key, long number)
    {
        key.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(key, unchecked((ulong)number * 0x9E3779B97F4A7C15));
        BinaryPrimitives.WriteInt64BigEndian(key[16..], number);
    }

    private void Time(string what, int count, Checkpoints checkpoints, Action<int> action)
    {
        var before = checkpoints.Elapsed;
        var cpuBefore = checkpoints.Cpu;
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
            action(i);
        var own = clock.Elapsed - (checkpoints.Elapsed - before);
        var ownCpu = Environment.CpuUsage.TotalTime - cpu - (checkpoints.Cpu - cpuBefore);
        output.WriteLine($"{what}: {own.TotalNanoseconds / count:F0} ns each, {ownCpu.TotalNanoseconds / count:F0} ns of processor (checkpoints apart), {(GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count:F2} bytes allocated each");
    }

    private sealed class Checkpoints
    {
        public TimeSpan Elapsed { get; private set; }
        public TimeSpan LongestBegin { get; private set; }
        public TimeSpan LongestTurn { get; private set; }
        public TimeSpan Cpu { get; private set; }
        public long Bytes { get; private set; }

        public void Run(BTree tree)
        {
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            var job = tree.BeginCheckpoint([], new(1));
            LongestBegin = TimeSpan.FromTicks(Math.Max(LongestBegin.Ticks, clock.Elapsed.Ticks));
            while (job.Step())
            {
            }
            for (var more = true; more;)
            {
                var turn = clock.Elapsed;
                var outcome = tree.CompleteCheckpoint(job);
                LongestTurn = TimeSpan.FromTicks(Math.Max(LongestTurn.Ticks, (clock.Elapsed - turn).Ticks));
                Invariant.Holds(outcome != CheckpointOutcome.Failed);
                more = outcome == CheckpointOutcome.More;
            }
            Bytes += job.BytesWritten;
            Elapsed += clock.Elapsed;
            Cpu += Environment.CpuUsage.TotalTime - cpu;
        }
    }
}
