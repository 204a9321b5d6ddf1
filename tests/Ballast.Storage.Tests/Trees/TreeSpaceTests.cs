using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>Space on disk and in memory stays within its bounds.</summary>
public sealed class TreeSpaceTests
{
    [Fact]
    public void A_file_does_not_grow_under_steady_overwriting()
    {
        using var world = new TreeWorld(new MemoryDisk());
        var chance = new Chance(4);
        long settled = 0;
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < 500; i++)
                world.Put(BitConverter.GetBytes(chance.NextInt32(2000)), new byte[800 + chance.NextInt32(200)]);
            world.Checkpoint();
            if (round == 20)
                settled = world.Tree.FileBytes;
        }
        Assert.True(world.Tree.FileBytes <= settled + (1 << 20), $"{settled} bytes became {world.Tree.FileBytes}");
        Assert.True(world.Tree.FileBytes < 4 * world.Tree.ContentBytes);
        world.Tree.Verify();
    }

    [Fact]
    public void Deleting_gives_the_space_back_and_the_file_shrinks()
    {
        using var world = new TreeWorld(new MemoryDisk());
        var chance = new Chance(5);
        for (var i = 0; i < 10_000; i++)
            world.Put(BitConverter.GetBytes(i), new byte[900]);
        world.Checkpoint();
        var full = world.Tree.FileBytes;
        var keys = world.Model.Keys.ToArray();
        foreach (var key in keys)
            if (!chance.OneIn(20))
                world.Delete(key);
        for (var i = 0; i < 3; i++)
            world.Checkpoint();
        world.Tree.Verify();
        Assert.True(world.Tree.UsedBytes < 6 * world.Tree.ContentBytes + (64 << 10), $"{world.Tree.UsedBytes} for {world.Tree.ContentBytes}");
        foreach (var key in world.Model.Keys.ToArray())
            world.Delete(key);
        // What is in use at the end of the file moves only when it is written, so a few rounds bring the tail down.
        for (var i = 0; i < 3; i++)
        {
            world.Put([1], [1]);
            world.Checkpoint();
        }
        Assert.Equal(1, world.Tree.ItemCount);
        Assert.True(world.Tree.FileBytes <= 2 << 20, $"{full} bytes became {world.Tree.FileBytes}");
        world.Tree.Verify();
    }

    [Fact]
    public void Ascending_inserts_fill_the_pages()
    {
        using var world = new TreeWorld(new MemoryDisk());
        Span<byte> key = stackalloc byte[8];
        for (var i = 0; i < 20_000; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(key, i);
            world.Put(key.ToArray(), new byte[100]);
        }
        world.Checkpoint();
        world.Checkpoint();
        Assert.True(world.Tree.UsedBytes < world.Tree.ContentBytes * 1.25, $"{world.Tree.UsedBytes} for {world.Tree.ContentBytes}");
    }

    [Fact]
    public void Writes_at_the_dirty_limit_are_refused_and_change_nothing()
    {
        var options = new TreeOptions { CheckpointBytes = 256 << 10, DirtyBytesMax = 512 << 10 };
        using var tree = BTree.Create(new MemoryDisk(), "t", new PageCache(64 << 20), options);
        var count = 0;
        for (; !tree.AtDirtyLimit; count++)
            tree.Put(BitConverter.GetBytes(count * 7919), new byte[900], new Slot(1));
        Assert.True(tree.NeedsCheckpoint);
        Assert.True(tree.DirtyBytes <= options.DirtyBytesMax + (1 << 20));
        Assert.Throws<DirtyLimitException>(() => tree.Put([1], [1], new Slot(2)));
        Assert.Throws<DirtyLimitException>(() => tree.Delete(BitConverter.GetBytes(0), new Slot(2)));
        Assert.Equal(count, tree.ItemCount);
        using var large = new ByteBuffer();
        Assert.True(tree.TryGet(BitConverter.GetBytes(0), large, out _));
    }

    [Fact]
    public void Trees_share_a_cache_within_its_budget_and_the_idle_one_gives_way()
    {
        var cache = new PageCache(8 << 20);
        var disk = new MemoryDisk();
        var trees = new BTree[4];
        for (var t = 0; t < trees.Length; t++)
            trees[t] = BTree.Create(disk, $"t{t}", cache, new TreeOptions { DirtyBytesMax = 1 << 20 });
        using var large = new ByteBuffer();
        foreach (var tree in trees)
        {
            for (var i = 0; i < 8000; i++)
            {
                if (tree.AtDirtyLimit)
                    Checkpoint(tree);
                tree.Put(BitConverter.GetBytes(i * 7919), new byte[900], new Slot(1));
            }
            Checkpoint(tree);
            foreach (var other in trees)
                other.ReturnExcessFrames();
        }
        for (var i = 0; i < 8000; i++)
            foreach (var tree in trees)
                Assert.True(tree.TryGet(BitConverter.GetBytes(i * 7919), large, out _));
        Assert.True(cache.AllocatedBytes <= cache.CapacityBytes + cache.DirtyBytesMax, $"{cache.AllocatedBytes}");
        foreach (var tree in trees)
            tree.Dispose();
        Assert.Equal(0, cache.DirtyBytes);
    }

    [Fact]
    public async Task Trees_on_several_threads_share_a_cache_that_is_too_small_for_them()
    {
        var cache = new PageCache(PageCache.CapacityBytesMin);
        var disk = new MemoryDisk();
        var faults = new List<Exception>();
        using var executors = new Foundation.Executors.ProcessExecutors((_, e) => faults.Add(e));
        var runs = new List<Task<bool>>();
        for (var t = 0; t < 4; t++)
        {
            var number = t;
            var executor = executors.CreateDedicated($"tree {t}");
            runs.Add(Foundation.Executors.ExecutorExtensions.InvokeAsync(executor, () => LiveAlone(disk, $"t{number}", cache, number)));
        }
        Assert.All(await Task.WhenAll(runs), Assert.True);
        Assert.Empty(faults);
        Assert.Equal(0, cache.DirtyBytes);
    }

    // A whole life of a tree while others take and return the frames of the same cache.
    private static bool LiveAlone(MemoryDisk disk, string name, PageCache cache, int seed)
    {
        var chance = new Chance((ulong)seed + 1);
        var model = new Dictionary<int, byte>();
        using var large = new ByteBuffer();
        using var tree = BTree.Create(disk, name, cache, new TreeOptions { CheckpointBytes = 128 << 10, DirtyBytesMax = 256 << 10 });
        for (var i = 0; i < 20_000; i++)
        {
            if (tree.NeedsCheckpoint)
                Checkpoint(tree);
            var key = chance.NextInt32(3000);
            if (chance.OneIn(2) && !tree.AtDirtyLimit)
                tree.Put(BitConverter.GetBytes(key), Enumerable.Repeat(model[key] = (byte)(i & 0xFF), 700).ToArray(), new Slot(1));
            else if (tree.TryGet(BitConverter.GetBytes(key), large, out var value) != model.TryGetValue(key, out var expected)
                || !value.IsEmpty && value.ContainsAnyExcept(expected))
                return false;
            tree.ReturnExcessFrames();
        }
        Checkpoint(tree);
        tree.Verify();
        return tree.ItemCount == model.Count;
    }

    private static void Checkpoint(BTree tree)
    {
        var job = tree.BeginCheckpoint([], new Slot(1));
        while (job.Step())
        {
        }
        while (tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
        {
        }
    }

    [Fact]
    public void A_read_of_a_resident_item_allocates_nothing()
    {
        using var world = new TreeWorld(new MemoryDisk());
        for (var i = 0; i < 5000; i++)
            world.Put(BitConverter.GetBytes(i), new byte[900]);
        using var large = new ByteBuffer();
        byte[] key = BitConverter.GetBytes(77);
        world.Tree.TryGet(key, large, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            world.Tree.TryGet(key, large, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
