using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A tree that is gone when the log no longer reaches back to its beginning: the control plane knows that it should be there.</summary>
public sealed class LostTableTests
{
    [Theory]
    [InlineData("group-0000000001.tree")]
    [InlineData("group-0000000002.tree")]
    public void A_lost_tree_is_noticed_and_never_made_anew(string lost)
    {
        var disk = new SimulatedDisk(new Chance(51));
        var world = new NodeWorld(disk, new Chance(52));
        var tables = new Tables(world);
        Assert.Equal(TableChangeOutcome.Done, tables.Create("t"));
        world.RunFor(TimeSpan.FromSeconds(1));
        var table = tables.Find("t");
        Assert.True(table is { Status: TableStatus.Active });
        // Both groups' beginnings leave the log.
        for (var i = 0; i < 300; i++)
            Assert.Equal(CallOutcome.Done, world.RunPatiently(table.Group, () => Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i % 50}", i) { PadBytes = 1500 })));
        world.Close();

        world = new NodeWorld(disk, new Chance(53));
        Assert.Equal(1, new Tables(world).Catalog.Snapshot.Count);
        for (var i = 0; i < 100; i++)
            Assert.Equal(CallOutcome.Done, world.RunPatiently(table.Group, () => Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i % 50}", i) { PadBytes = 1500 })));
        world.Close();

        disk.Delete(lost);
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Throws<TreeMissingException>(() => new Tables(new NodeWorld(disk, new Chance(54))));
    }
}
