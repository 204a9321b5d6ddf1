using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Crashes;

/// <summary>One group's checkpoint gives back log that another group is only beginning to need.</summary>
public sealed class TrimRaceTests
{
    private static readonly GroupId Busy = new(2), Young = new(3);

    [Fact]
    public void A_group_that_is_being_made_keeps_its_record_in_the_log()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var chance = new Chance(seed);
            var treeSyncs = 0;
            var disk = new SimulatedDisk(chance.Fork())
            {
                SyncDuration = TimeSpan.FromMicroseconds(50),
                Observer = operation => treeSyncs += IsTreeSync(operation) ? 1 : 0,
            };
            var world = new NodeWorld(disk, chance);
            Assert.Equal(CallOutcome.Done, world.Create(Busy, Schemas.Plain));
            var made = world.Start(() => world.Node.CreateGroupAsync(Young, Schemas.Plain));
            Delay(world, TimeSpan.FromMilliseconds(200));
            for (var i = 0; i < 150; i++)
            {
                _ = world.Submit(Busy, Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i % 90}", i) { PadBytes = 2000 }));
                world.RunFor(TimeSpan.FromMilliseconds(1));
            }
            Assert.False(made.IsCompleted);
            Assert.True(treeSyncs > 3, $"seed {seed}: {treeSyncs} syncs of trees");
            Assert.Equal(CallOutcome.Done, world.Finish(made));

            var next = new NodeWorld(disk.Crash(), chance);
            Assert.True(next.Describe(Young) is not null, $"seed {seed}: an acknowledged group is gone");
            Assert.Equal(CallOutcome.Done, next.RunPatiently(Young, () => Schemas.Write(WriteKind.Put, new ModelItem("p", "s", 1))));
        }
    }

    // Whoever awaits hears nothing for a while: the new group's record is durable, and its tree not yet begun.
    private static void Delay(NodeWorld world, TimeSpan duration) => _ = world.Start(async () =>
    {
        await Task.Yield();
        world.Executors.Charge(duration);
        return true;
    });

    private static bool IsTreeSync(DiskOperation operation) =>
        operation.Kind == DiskOperationKind.Sync && operation.Name.EndsWith(".tree", StringComparison.Ordinal);
}
