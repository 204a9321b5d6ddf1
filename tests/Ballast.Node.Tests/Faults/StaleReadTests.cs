using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Faults;

/// <summary>Eventually consistent reads of followers.</summary>
public sealed class StaleReadTests
{
    private static readonly GroupId Group = new(2);

    [Fact]
    public void A_follower_that_has_not_caught_up_since_it_was_started_answers_none()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var chance = new Chance(seed);
            var disks = FleetWorld.NewDisks(chance);
            var world = new FleetWorld(disks, chance);
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
            var item = new ModelItem("p", "s", 1);
            Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, item)));
            world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance, delay: TimeSpan.FromMilliseconds(20));
            var answered = 0;
            for (var step = 0; step < 600; step++)
            {
                world.RunFor(TimeSpan.FromMilliseconds(10));
                foreach (var node in world.Nodes)
                    answered += Read(world, node, item) is { } found ? found ? 1 : throw new InvalidOperationException($"seed {seed}, step {step}: node {node.Identity.Node} answered without what was acknowledged") : 0;
            }
            Assert.True(answered > 300);
        }
    }

    private static bool? Read(FleetWorld world, StorageNode node, ModelItem item)
    {
        var read = Schemas.Read(item);
        read.MayBeStale = true;
        var outcome = world.Run(async () =>
        {
            var ended = read.Ended;
            read.SubmitTo(node.Find(Group)!);
            await ended;
            return read.Outcome;
        });
        return outcome == CallOutcome.Done ? read.Found : null;
    }
}
