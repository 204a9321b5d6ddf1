using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Crashes;

/// <summary>A drop that a killed process left in the page cache alone, and a power cut while the next start reads it.</summary>
public sealed class DropCrashTests
{
    private static readonly GroupId Dropped = new(2), Other = new(3);

    private sealed class ProcessKilledException : Exception;

    [Theory]
    [InlineData(PowerCut.Before)]
    [InlineData(PowerCut.Inside)]
    public void A_start_that_the_power_cuts_short_is_followed_by_one_that_succeeds(PowerCut cut)
    {
        int dropped = 0, kept = 0;
        for (ulong seed = 0; seed < 20; seed++)
            for (long at = 1; at <= 12; at++)
            {
                var disk = KilledBeforeTheSync(seed);
                disk.CutPowerAt(disk.OperationCount + at, cut);
                try
                {
                    new NodeWorld(disk, new Chance(seed), OneSegment).RunFor(TimeSpan.FromSeconds(1));
                }
                catch (PowerCutException)
                {
                }
                var world = new NodeWorld(disk.Crash(), new Chance(seed), OneSegment);
                Assert.Equal(3, GroupAudit.Check(world, Other, Schemas.Plain).Count);
                var hosts = world.Node.LocalGroups.Contains(Dropped);
                (dropped, kept) = hosts ? (dropped, kept + 1) : (dropped + 1, kept);
                if (hosts)
                    Assert.Equal(3, GroupAudit.Check(world, Dropped, Schemas.Indexed).Count);
            }
        Assert.True(dropped > 10 && kept > 5, $"{dropped} dropped, {kept} kept");
    }

    // The first sync of the log behind the drop is of its record, not of a mark that the log goes on elsewhere.
    private static StorageNodeOptions OneSegment => NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentBytes = 128 * 1024 } };

    private static SimulatedDisk KilledBeforeTheSync(ulong seed)
    {
        var chance = new Chance(seed);
        var disk = new SimulatedDisk(chance.Fork());
        var world = new NodeWorld(disk, chance, OneSegment);
        Assert.Equal(CallOutcome.Done, world.Create(Dropped, Schemas.Indexed));
        Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Plain));
        for (var i = 0; i < 3; i++)
            foreach (var group in (GroupId[])[Dropped, Other])
                Assert.Equal(CallOutcome.Done, world.Run(group, Schemas.Write(WriteKind.Put, new ModelItem("p", "s" + i, i))));
        world.RunFor(TimeSpan.FromSeconds(1));
        disk.Observer = operation =>
        {
            if (operation.Kind == DiskOperationKind.Sync && operation.Name.EndsWith(".log", StringComparison.Ordinal))
                throw new ProcessKilledException();
        };
        _ = world.Start(() => world.Node.DropGroupAsync(Dropped));
        while (world.Executors.Faults.Count == 0 && world.Executors.TryStep())
        {
        }
        Assert.IsType<ProcessKilledException>(Assert.Single(world.Executors.Faults).Exception);
        disk.Observer = null;
        return disk;
    }
}
