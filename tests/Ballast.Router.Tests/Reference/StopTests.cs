using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Router.Tests.Worlds;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;
using Ballast.Storage.Log;

namespace Ballast.Router.Tests.Reference;

public sealed class StopTests
{
    [Fact]
    public void A_clean_stop_is_marked_and_the_next_start_writes_no_item_again()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new ApiWorld(disk, new Chance(2));
        world.CreateTable(Definitions.OfSimple);
        for (var i = 0; i < 100; i++)
            Assert.Equal(200, world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"{{{{i}}}}"}}}""").Status);
        world.Close();
        var executors = new SimulatedExecutors(new Chance(3));
        Assert.True(WriteAheadLog.Open(disk.Clone(new Chance(4)), WorldOptions.SmallLog, new NodeId(1), executors, new Chance(5), new NoVisitor()).Recovery.StoppedCleanly);

        // A start after the stop has every record in its trees: what it replays changes no tree, so no tree needs a checkpoint.
        disk.Observer = static operation => Assert.False(operation.Name.EndsWith(".tree", StringComparison.Ordinal), $"{operation.Kind} of {operation.Name}");
        world = new ApiWorld(disk, new Chance(6));
        disk.Observer = null;
        world.Close();
        world = new ApiWorld(disk, new Chance(7));
        Assert.Equal(100, (int)world.Call("Scan", """{"TableName":"simple-table"}""").Json["Count"]!);
        world.Close();
    }

    private sealed class NoVisitor : ILogVisitor
    {
        public void Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end)
        {
        }
    }
}
