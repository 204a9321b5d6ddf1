using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Simulation.Disks;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>Who holds a checkpoint too long loses it, and is told so: it never gets other pages.</summary>
public sealed class SnapshotLossTests(ITestOutputHelper output)
{
    [Fact]
    public void A_reader_whose_snapshot_is_taken_away_is_told_so()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 1);
        var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        var chunk = SnapshotWorld.ReadChunk(reader, CheckpointPosition.Start, 30_000);
        snapshot.Dispose();
        Assert.Throws<SnapshotLostException>(() => reader.ReadChunk(chunk.Next, 30_000));
        Assert.Throws<SnapshotLostException>(reader.ReadHeader);
        Assert.Throws<SnapshotLostException>(() => snapshot.OpenReader().ReadHeader());
    }

    [Fact]
    public void A_reader_whose_snapshot_keeps_more_than_its_budget_is_told_so()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 2, options: new TreeOptions { SnapshotBytesMax = 200_000 });
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        var chunk = SnapshotWorld.ReadChunk(reader, CheckpointPosition.Start, 30_000);
        foreach (var key in world.Model.Keys.ToArray())
            world.Put(key, [1]);
        world.Checkpoint();
        Assert.True(snapshot.IsLost);
        Assert.Throws<SnapshotLostException>(() => reader.ReadChunk(chunk.Next, 30_000));
    }

    [Fact]
    public void A_reader_of_a_tree_that_was_closed_is_told_so()
    {
        var world = SnapshotWorld.Source(new SimulatedDisk(new Chance(3)), 3);
        var reader = world.Tree.OpenSnapshot().OpenReader();
        var chunk = SnapshotWorld.ReadChunk(reader, CheckpointPosition.Start, 30_000);
        world.Dispose();
        Assert.Throws<SnapshotLostException>(() => reader.ReadChunk(chunk.Next, 30_000));
    }

    // The loss strikes between a page's read and the look at the mark: whatever the page holds then, the answer is the loss.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_that_is_written_again_while_it_is_read_is_a_loss_and_no_damage(bool isClosed)
    {
        var disk = new HookedDisk(new MemoryDisk());
        var world = SnapshotWorld.Source(disk, 4);
        var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        reader.ReadHeader();
        disk.BeforeRead = () =>
        {
            disk.BeforeRead = null;
            snapshot.Dispose();
            if (isClosed)
                world.Dispose();
            else
                WriteOver(world);
        };
        Assert.Throws<SnapshotLostException>(() => reader.ReadChunk(CheckpointPosition.Start, 300_000));
        Assert.Null(disk.BeforeRead);
        world.Dispose();
    }

    private static void WriteOver(TreeWorld world)
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var key in world.Model.Keys.ToArray())
                world.Put(key, new byte[300 + round]);
            world.Checkpoint();
        }
    }

    [Fact]
    public async Task On_another_thread_a_reader_gets_its_checkpoint_or_the_loss_whatever_the_tree_does()
    {
        var faults = new List<Exception>();
        using var executors = new ProcessExecutors((_, e) => faults.Add(e));
        var files = executors.CreateDedicated("files");
        var chance = new Chance(9);
        var items = new TreeItems(chance, 400);
        using var world = SnapshotWorld.Source(new MemoryDisk(), 9);
        var (whole, lost) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            var (snapshot, slot, content) = (world.Tree.OpenSnapshot(), world.Slot.Value, world.Durable);
            var disk = new MemoryDisk();
            var received = files.InvokeAsync(() => TryReceive(snapshot, disk));
            for (var turn = 0; turn == 0 || !received.IsCompleted; turn++)
            {
                SnapshotWorld.Change(world, items, chance, 10);
                world.Checkpoint();
                if (round % 2 == 1 && turn == round % 7)
                    snapshot.Dispose();
            }
            snapshot.Dispose();
            if (await received)
            {
                whole++;
                SnapshotWorld.AssertReceived(disk, slot, content);
            }
            else
            {
                lost++;
            }
        }
        output.WriteLine($"{whole} whole, {lost} lost");
        Assert.Empty(faults);
        Assert.True(whole >= 30);
        world.Tree.Verify();
    }

    private static bool TryReceive(TreeSnapshot snapshot, MemoryDisk disk)
    {
        try
        {
            SnapshotWorld.Receive(snapshot.OpenReader(), disk, CheckpointChunk.BytesMin);
            return true;
        }
        catch (SnapshotLostException)
        {
            return false;
        }
    }
}
