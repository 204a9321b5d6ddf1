using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Faults;

/// <summary>An eventually consistent read seeks the leader first, so that where all is well it shows what was just written.</summary>
public sealed class StaleReadTests
{
    private static readonly GroupId Group = new(2);

    [Fact]
    public void After_a_crash_of_all_nodes_it_shows_what_was_acknowledged()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var chance = new Chance(seed);
            var disks = FleetWorld.NewDisks(chance);
            var world = new FleetWorld(disks, chance);
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
            var item = new ModelItem("p", "s", 1);
            Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, item)));
            world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance);
            var read = Schemas.Read(item);
            read.MayBeStale = true;
            Assert.Equal(CallOutcome.Done, world.Run(Group, read));
            Assert.True(read.Found, $"seed {seed}");
        }
    }

    [Fact]
    public void A_follower_that_has_not_caught_up_answers_none()
    {
        var chance = new Chance(3);
        var disks = FleetWorld.NewDisks(chance);
        var world = new FleetWorld(disks, chance);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        var item = new ModelItem("p", "s", 1);
        Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, item)));
        world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance);
        foreach (var node in world.Nodes)
        {
            var read = Schemas.Read(item);
            read.MayBeStale = true;
            var outcome = world.Run(async () =>
            {
                await read.SubmitTo(node.Find(Group)!);
                return read.Outcome;
            });
            Assert.True(outcome == CallOutcome.NotLeader || read.Found);
        }
    }
}
