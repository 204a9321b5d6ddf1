using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>The checksum by which replicas are compared, in steps, of the past.</summary>
public sealed class LogicalChecksumScanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(int.MaxValue)]
    public void The_steps_end_with_the_checksum_of_the_snapshot_while_the_tree_moves_on(int bytesMax)
    {
        var chance = new Chance(1);
        var items = new TreeItems(chance, 300);
        using var world = SnapshotWorld.Source(new MemoryDisk(), 1);
        var content = world.Durable;
        using var snapshot = world.Tree.OpenSnapshot();
        using var scan = new LogicalChecksumScan(snapshot);
        Assert.Equal(world.Slot, scan.Slot);
        var steps = 0;
        for (var more = true; more; steps++)
        {
            var before = scan.Checksum.Items;
            more = scan.Step(bytesMax);
            if (bytesMax == 1)
                Assert.Equal(before + (before < content.Count ? 1 : 0), scan.Checksum.Items);
            if (steps % 30 == 0)
                SnapshotWorld.Change(world, items, chance, 10);
            if (steps % 100 == 50)
                world.Checkpoint();
        }
        Assert.Equal(SnapshotWorld.ChecksumOf(content), scan.Checksum);
        Assert.False(scan.Step(1));
        Assert.Equal(bytesMax == int.MaxValue, steps == 1);
    }

    [Fact]
    public void An_empty_tree_has_the_checksum_of_nothing()
    {
        using var world = new TreeWorld(new MemoryDisk());
        using var snapshot = world.Tree.OpenSnapshot();
        using var scan = new LogicalChecksumScan(snapshot);
        Assert.False(scan.Step(100));
        Assert.Equal(default, scan.Checksum);
    }

    [Fact]
    public void A_scan_whose_snapshot_is_lost_ends_with_the_loss()
    {
        using var world = SnapshotWorld.Source(new MemoryDisk(), 2);
        var snapshot = world.Tree.OpenSnapshot();
        using var scan = new LogicalChecksumScan(snapshot);
        Assert.True(scan.Step(10));
        snapshot.Dispose();
        Assert.Throws<SnapshotLostException>(() => scan.Step(10));
    }
}
