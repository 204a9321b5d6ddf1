using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>Random histories against a sorted dictionary.</summary>
public sealed class TreeModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, PageCache.CapacityBytesMin, 40)]
    [InlineData(2, PageCache.CapacityBytesMin, 400)]
    [InlineData(3, PageCache.CapacityBytesMin, 4000)]
    [InlineData(4, 256L << 20, 40)]
    [InlineData(5, 256L << 20, 400)]
    [InlineData(6, 256L << 20, 4000)]
    public void A_tree_equals_a_sorted_dictionary_over_any_history(ulong seed, long cacheBytes, int keySpace)
    {
        for (var round = 0UL; round < 6; round++)
            RunHistory(seed * 1000 + round, cacheBytes, keySpace);
    }

    private void RunHistory(ulong seed, long cacheBytes, int keySpace)
    {
        output.WriteLine($"seed {seed}");
        var chance = new Chance(seed);
        var items = new TreeItems(chance, keySpace);
        using var world = new TreeWorld(new MemoryDisk(), cacheBytes);
        CheckpointJob? job = null;
        var deletesOf = 2 + chance.NextInt32(4);
        for (var step = 0; step < 3000; step++)
        {
            switch (chance.NextInt32(100))
            {
                case 0 when job is null:
                    job = world.Tree.BeginCheckpoint([1], world.Slot);
                    break;
                case < 10 when job is not null:
                    if (job.Step())
                        break;
                    Assert.Equal(CheckpointOutcome.Durable, world.Finish(job));
                    job = null;
                    break;
                case 11 when job is null && chance.OneIn(4):
                    world.Checkpoint();
                    world.Reopen();
                    break;
                case 12 when job is null:
                    world.Tree.Verify();
                    break;
                case 13 when chance.OneIn(5):
                    world.AssertEqual();
                    break;
                case < 40:
                    world.AssertGet(items.Key());
                    break;
                default:
                    if (world.Tree.AtDirtyLimit && job is not null)
                    {
                        world.Finish(job);
                        job = null;
                    }
                    if (chance.OneIn(deletesOf))
                        world.Delete(items.Key());
                    else
                        world.Put(items.Key(), items.Value());
                    break;
            }
        }
        if (job is not null)
            world.Finish(job);
        world.AssertEqual();
        world.Tree.Verify();
    }

    [Fact]
    public void Cursors_seek_and_walk_both_ways_as_the_sorted_keys_do()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            output.WriteLine($"seed {seed}");
            var chance = new Chance(seed);
            var items = new TreeItems(chance, 500);
            using var world = new TreeWorld(new MemoryDisk(), PageCache.CapacityBytesMin);
            for (var i = chance.NextInt32(400); i > 0; i--)
                world.Put(items.Key(), items.Value());
            var keys = world.Model.Keys.ToArray();
            using var cursor = world.Tree.OpenCursor();
            for (var turn = 0; turn < 40; turn++)
                WalkFrom(cursor, keys, items.Key(), chance);
            Assert.Equal(keys.Length > 0, cursor.SeekLast());
            for (var at = keys.Length - 1; at >= 0; at--)
            {
                Assert.True(cursor.CurrentKey.SequenceEqual(keys[at]));
                Assert.Equal(at > 0, cursor.Previous());
            }
        }
    }

    private static void WalkFrom(TreeCursor cursor, byte[][] keys, byte[] probe, Chance chance)
    {
        var from = Array.FindIndex(keys, key => key.AsSpan().SequenceCompareTo(probe) >= 0);
        from = from < 0 ? keys.Length : from;
        Assert.Equal(from > 0, cursor.SeekBefore(probe));
        Assert.True(from == 0 || cursor.CurrentKey.SequenceEqual(keys[from - 1]));
        Assert.Equal(from < keys.Length, cursor.Seek(probe));
        var at = from;
        while (cursor.IsValid)
        {
            Assert.True(cursor.CurrentKey.SequenceEqual(keys[at]));
            if (chance.OneIn(8))
                return;
            var forward = !chance.OneIn(3);
            at += forward ? 1 : -1;
            Assert.Equal(at >= 0 && at < keys.Length, forward ? cursor.Next() : cursor.Previous());
        }
    }

    [Fact]
    public void The_largest_keys_fill_leaves_and_separators_side_by_side()
    {
        using var world = new TreeWorld(new MemoryDisk(), 64L << 20);
        // They differ in the last bytes only, so every separator is as long as the keys.
        for (var i = 0; i < 600; i++)
        {
            var key = new byte[BTree.KeyBytesMax];
            key[^2] = (byte)(i * 7 % 256);
            key[^1] = (byte)(i / 256);
            world.Put(key, new byte[i % 3 == 0 ? BTree.ValueBytesMax / 64 : 900]);
        }
        world.Checkpoint();
        world.Reopen();
        world.AssertEqual();
        world.Tree.Verify();
        foreach (var key in world.Model.Keys.ToArray())
            world.Delete(key);
        world.AssertEqual();
        world.Checkpoint();
        world.Checkpoint();
        world.Tree.Verify();
        Assert.True(world.Tree.UsedBytes <= 8 * PageLayout.PageBytes, $"{world.Tree.UsedBytes} bytes are used by nothing");
    }

    [Fact]
    public void The_largest_value_comes_back_and_one_byte_more_is_refused()
    {
        using var world = new TreeWorld(new MemoryDisk());
        var value = new byte[BTree.ValueBytesMax];
        new Chance(5).Fill(value);
        world.Put([1], value);
        world.Checkpoint();
        world.Reopen();
        world.AssertGet([1]);
        Assert.Throws<InvariantViolatedException>(() => world.Tree.Put([1], new byte[BTree.ValueBytesMax + 1], new(9)));
        Assert.Throws<InvariantViolatedException>(() => world.Tree.Put(new byte[BTree.KeyBytesMax + 1], [], new(9)));
        Assert.Throws<InvariantViolatedException>(() => world.Tree.Put([], [], new(9)));
        world.AssertGet([1]);
    }

    [Fact]
    public void The_checksum_of_a_range_is_the_sum_of_its_parts_and_forgets_the_pages()
    {
        var chance = new Chance(11);
        var items = new TreeItems(chance, 800);
        using var first = new TreeWorld(new MemoryDisk());
        for (var i = 0; i < 500; i++)
            first.Put(items.Key(), items.Value());
        using var second = new TreeWorld(new MemoryDisk(), PageCache.CapacityBytesMin);
        foreach (var (key, value) in first.Model.Reverse())
            second.Put(key, value);
        var whole = first.Tree.Checksum([], []);
        Assert.Equal(whole, second.Tree.Checksum([], []));
        Assert.Equal(first.Model.Count, whole.Items);
        var cut = items.Key();
        Assert.Equal(whole, first.Tree.Checksum([], cut) + first.Tree.Checksum(cut, []));
        var (changed, was) = first.Model.First();
        second.Put(changed, [.. was, 1]);
        Assert.NotEqual(whole, second.Tree.Checksum([], []));
    }
}
