using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Replicas;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>Many writes of one item in flight at once.</summary>
public sealed class ContentionTests
{
    private const int InFlight = 100;
    private static readonly GroupId Group = new(2);

    [Fact]
    public void A_hundred_increments_in_flight_on_one_item_all_count()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var world = World(seed, out var disk);
            var answers = Enumerable.Range(0, InFlight).Select(i => world.Submit(Group, Schemas.Increment(Item(i)))).ToList();
            foreach (var answer in answers)
                Assert.Equal(CallOutcome.Done, world.Finish(answer));
            Assert.Equal(InFlight, CountIn(world));
            Assert.Equal(InFlight, CountIn(new NodeWorld(disk.Crash(), new Chance(seed))));
        }
    }

    [Fact]
    public void Of_a_hundred_conditional_increments_exactly_those_that_saw_their_count_happen()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var chance = new Chance(seed);
            var world = World(seed, out var disk);
            Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, Item(0))));
            long count = 0;
            var answers = new List<(Task<CallOutcome> Answer, CallOutcome Expected)>();
            for (var i = 1; i <= InFlight; i++)
            {
                var expected = chance.OneIn(3) ? count + 1 + chance.NextInt32(3) : count;
                answers.Add((world.Submit(Group, Schemas.Increment(Item(i), "n = :n", expected)), expected == count ? CallOutcome.Done : CallOutcome.ConditionFailed));
                count += expected == count ? 1 : 0;
                for (var steps = chance.NextInt32(4); steps > 0; steps--)
                    world.Executors.TryStep();
            }
            foreach (var (answer, expected) in answers)
                Assert.Equal(expected, world.Finish(answer));
            Assert.True(count is > 20 and < InFlight);
            Assert.Equal(count, CountIn(world));
            Assert.Equal(count, CountIn(new NodeWorld(disk.Crash(), new Chance(seed))));
        }
    }

    private static NodeWorld World(ulong seed, out SimulatedDisk disk)
    {
        disk = new SimulatedDisk(new Chance(seed)) { SyncDuration = TimeSpan.FromMicroseconds(90) };
        var limits = new NodeLimits { ProposedWritesMax = 2 * InFlight, ProposedBytesMax = 1 << 20 };
        var world = new NodeWorld(disk, new Chance(seed), NodeWorld.Small with { Limits = limits });
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        return world;
    }

    private static ModelItem Item(long version) => new("p", "counter", version);

    private static long CountIn(NodeWorld world) => GroupAudit.Check(world, Group, Schemas.Plain)["p/counter"].Count;
}
