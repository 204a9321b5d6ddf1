using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Messages;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A node that stops hands its leads over first, when others go on.</summary>
public sealed class HandOverTests
{
    private static readonly GroupId[] Groups = [.. Enumerable.Range(2, 12).Select(static id => new GroupId((ulong)id))];
    private static readonly StorageNodeOptions Options = NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentBytes = 256 * 1024 } };
    private static readonly TimeSpan HandOverMax = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_planned_hand_over_takes_less_than_50_ms()
    {
        for (ulong seed = 0; seed < 5; seed++)
            foreach (var isClosed in (bool[])[false, true])
            {
                var world = NewWorld(seed);
                var led = Groups.Where(group => world.Serving(group) is [0]).ToArray();
                Assert.Equal(4, led.Length);
                world.Start(async () =>
                {
                    await (isClosed ? world.Nodes[0].CloseAsync() : world.Nodes[0].HandOverAsync());
                    return true;
                });
                var taken = world.TimeUntil(() => led.All(group => world.Serving(group) is [not 0]), TimeSpan.FromSeconds(3));
                Assert.True(taken < HandOverMax, $"seed {seed}: {taken}");
                Assert.Equal(2, led.Select(group => world.Serving(group)[0]).Distinct().Count());
                foreach (var group in Groups)
                    Assert.Equal(CallOutcome.Done, world.Run(group, Put(1)));
            }
    }

    [Fact]
    public void A_node_that_has_handed_over_stands_back_until_it_stops()
    {
        var world = NewWorld(1);
        world.Run(async () =>
        {
            await world.Nodes[0].HandOverAsync();
            return true;
        });
        world.RunFor(TimeSpan.FromSeconds(20));
        Assert.All(Groups, group => Assert.True(world.Serving(group) is [not 0]));
    }

    [Fact]
    public void Where_all_stop_at_once_nothing_is_handed_over()
    {
        var world = NewWorld(2);
        var (before, handed) = (world.Executors.Time.Elapsed, 0);
        world.Network.Loses = message =>
        {
            handed += message is GroupMessages groups ? groups.Messages.Count(static one => one is TakeLead) : 0;
            return false;
        };
        world.Close();
        Assert.True(world.Executors.Time.Elapsed - before < TimeSpan.FromMilliseconds(20), $"{world.Executors.Time.Elapsed - before}");
        Assert.Equal(0, handed);
    }

    [Fact]
    public void A_restart_of_one_node_is_seen_by_nobody_and_its_leads_come_back()
    {
        for (ulong seed = 0; seed < 4; seed++)
        {
            var world = NewWorld(seed);
            if (seed % 2 == 0)
                HandOverFirst(world);
            world.Run(async () =>
            {
                await world.Nodes[0].CloseAsync();
                return true;
            });
            world.RunFor(TimeSpan.FromSeconds(seed));
            world.Reopen(0);
            var gap = TimeSpan.Zero;
            var served = Groups.ToDictionary(static group => group, _ => world.Executors.Time.Elapsed);
            var back = world.TimeUntil(() =>
            {
                foreach (var group in Groups.Where(group => world.Serving(group).Length == 1))
                {
                    var now = world.Executors.Time.Elapsed;
                    gap = now - served[group] > gap ? now - served[group] : gap;
                    served[group] = now;
                }
                return Groups.All(group => world.Serving(group) is [var node] && node == (int)(group.Value % 3));
            }, TimeSpan.FromSeconds(30));
            Assert.True(back >= TimeSpan.FromSeconds(10), $"seed {seed}: after {back}");
            Assert.True(gap < HandOverMax, $"seed {seed}: nobody served for {gap}");
        }
    }

    [Fact]
    public void A_node_that_comes_back_gets_its_leads_when_it_has_been_well_for_a_while()
    {
        var chance = new Chance(3);
        var disks = FleetWorld.NewDisks(chance);
        var world = Begin(disks, chance);
        world.RunFor(TimeSpan.FromSeconds(1));
        world.Close();
        // The first comes up with the others, but nobody hears it for a while.
        var late = true;
        world = new FleetWorld(disks, chance, Options, delay: TimeSpan.FromMilliseconds(1));
        world.Network.Loses = message => late && (message.From.Value == 1 || message.To.Value == 1);
        world.TimeUntil(() => Groups.All(group => world.Serving(group) is [not 0]), TimeSpan.FromSeconds(10));
        late = false;
        var since = world.Executors.Time.Elapsed;
        world.TimeUntil(() => Groups.All(group => world.Serving(group) is [var node] && node == (int)(group.Value % 3)), TimeSpan.FromSeconds(20));
        Assert.True(world.Executors.Time.Elapsed - since >= TimeSpan.FromSeconds(10));
        // And there they stay.
        for (var i = 0; i < 300; i++)
        {
            world.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.All(Groups, group => Assert.Equal([(int)(group.Value % 3)], world.Serving(group)));
        }
    }

    // Its promises are back with certainty when it stops: nothing but good manners keeps it from standing when it starts.
    private static void HandOverFirst(FleetWorld world)
    {
        world.Run(async () =>
        {
            await world.Nodes[0].HandOverAsync();
            world.Nodes[0].AskPromisesBack();
            return true;
        });
        world.RunFor(TimeSpan.FromMilliseconds(10));
    }

    private static FleetWorld NewWorld(ulong seed)
    {
        var chance = new Chance(seed);
        return Begin(FleetWorld.NewDisks(chance), chance);
    }

    private static FleetWorld Begin(SimulatedDisk[] disks, Chance chance)
    {
        var world = new FleetWorld(disks, chance, Options, delay: TimeSpan.FromMilliseconds(1));
        foreach (var group in Groups)
        {
            Assert.Equal(CallOutcome.Done, world.Create(group, Schemas.Plain));
            Assert.Equal(CallOutcome.Done, world.Run(group, Put(0)));
        }
        world.TimeUntil(() => Groups.All(group => world.Serving(group) is [var node] && node == (int)(group.Value % 3)), TimeSpan.FromSeconds(20));
        world.RunFor(TimeSpan.FromMilliseconds(300));
        return world;
    }

    private static ItemWrite Put(int i) => Schemas.Write(WriteKind.Put, new ModelItem("p", "s" + i, i));
}
