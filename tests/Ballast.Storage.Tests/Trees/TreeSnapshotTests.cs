using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>Readers of the past and writers of the present do not disturb each other.</summary>
public sealed class TreeSnapshotTests(ITestOutputHelper output)
{
    [Fact]
    public void A_snapshot_keeps_its_content_while_the_tree_moves_on()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            output.WriteLine($"seed {seed}");
            var chance = new Chance(seed);
            var items = new TreeItems(chance, 300);
            using var world = new TreeWorld(new MemoryDisk(), PageCache.CapacityBytesMin);
            var open = new List<(TreeSnapshot Snapshot, SortedDictionary<byte[], byte[]> Content)>();
            for (var round = 0; round < 12; round++)
            {
                for (var i = 0; i < 80; i++)
                {
                    if (chance.OneIn(3))
                        world.Delete(items.Key());
                    else
                        world.Put(items.Key(), items.Value());
                }
                world.Checkpoint();
                open.Add((world.Tree.OpenSnapshot(), world.Durable));
                if (chance.OneIn(2))
                    Close(open, chance.NextInt32(open.Count));
                foreach (var (snapshot, content) in open)
                    AssertSnapshot(snapshot, content);
                world.AssertEqual();
                world.Tree.Verify();
            }
            while (open.Count > 0)
                Close(open, open.Count - 1);
            world.Checkpoint();
            Assert.Equal(0, world.Tree.SnapshotBytes);
            world.Tree.Verify();
        }
    }

    private static void Close(List<(TreeSnapshot Snapshot, SortedDictionary<byte[], byte[]> Content)> open, int at)
    {
        open[at].Snapshot.Dispose();
        open.RemoveAt(at);
    }

    private static void AssertSnapshot(TreeSnapshot snapshot, SortedDictionary<byte[], byte[]> content)
    {
        Assert.Equal(content.Count, snapshot.ItemCount);
        using var cursor = snapshot.OpenCursor();
        TreeWorld.AssertScan(cursor, content);
    }

    [Fact]
    public void A_snapshot_cursor_goes_on_in_the_middle_of_changes()
    {
        using var world = new TreeWorld(new MemoryDisk(), PageCache.CapacityBytesMin);
        for (var i = 0; i < 3000; i++)
            world.Put(BitConverter.GetBytes(i * 7919), new byte[500]);
        world.Checkpoint();
        var content = world.Durable;
        using var snapshot = world.Tree.OpenSnapshot();
        using var cursor = snapshot.OpenCursor();
        var more = cursor.SeekFirst();
        foreach (var (key, value) in content)
        {
            Assert.True(more && cursor.CurrentKey.SequenceEqual(key) && cursor.CurrentValue.SequenceEqual(value));
            world.Put(key, [1]);
            more = cursor.Next();
        }
        Assert.False(more);
        world.AssertEqual();
    }

    [Fact]
    public void A_snapshot_that_keeps_more_than_its_budget_is_lost()
    {
        using var world = new TreeWorld(new MemoryDisk(), options: new TreeOptions { SnapshotBytesMax = 1 << 20 });
        for (var i = 0; i < 4000; i++)
            world.Put(BitConverter.GetBytes(i * 7919), new byte[900]);
        world.Checkpoint();
        using var snapshot = world.Tree.OpenSnapshot();
        using var cursor = snapshot.OpenCursor();
        Assert.True(cursor.SeekFirst());
        foreach (var key in world.Model.Keys.ToArray())
            world.Put(key, new byte[901]);
        world.Checkpoint();
        Assert.True(snapshot.IsLost);
        Assert.Throws<SnapshotLostException>(() => cursor.Next());
        Assert.Equal(0, world.Tree.SnapshotBytes);
        using var next = world.Tree.OpenSnapshot();
        AssertSnapshot(next, world.Durable);
        world.Tree.Verify();
    }

    [Fact]
    public void A_cursor_over_the_tree_is_not_used_after_a_change()
    {
        using var world = new TreeWorld(new MemoryDisk());
        world.Put([1], [1]);
        world.Put([2], [2]);
        using var cursor = world.Tree.OpenCursor();
        Assert.True(cursor.SeekFirst());
        world.Put([3], [3]);
        Assert.Throws<InvariantViolatedException>(() => cursor.Next());
        Assert.True(cursor.Seek([3]));
    }

    [Fact]
    public async Task Checkpoints_on_another_thread_hold_exactly_what_was_there_when_they_began()
    {
        using var world = new TreeWorld(new MemoryDisk(), 8L << 20);
        var faults = new List<Exception>();
        using var executors = new ProcessExecutors((_, e) => faults.Add(e));
        var writer = executors.CreateDedicated("checkpoint");
        var chance = new Chance(8);
        var items = new TreeItems(chance, 2000);
        for (var round = 0; round < 30; round++)
        {
            for (var i = 0; i < 100; i++)
                world.Put(items.Key(), items.Value());
            var begun = new SortedDictionary<byte[], byte[]>(world.Model, ByteOrder.Instance);
            var job = world.Tree.BeginCheckpoint([], world.Slot);
            var done = writer.InvokeAsync(() =>
            {
                while (job.Step())
                {
                }
                return true;
            });
            while (!done.IsCompleted && !world.Tree.AtDirtyLimit)
            {
                if (chance.OneIn(3))
                    world.Delete(items.Key());
                else
                    world.Put(items.Key(), items.Value());
            }
            Assert.True(await done);
            Assert.Equal(CheckpointOutcome.Durable, world.Finish(job));
            using var snapshot = world.Tree.OpenSnapshot();
            AssertSnapshot(snapshot, begun);
            world.AssertEqual();
            world.Tree.Verify();
        }
        Assert.Empty(faults);
    }
}
