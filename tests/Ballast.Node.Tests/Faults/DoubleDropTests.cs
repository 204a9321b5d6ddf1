using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Faults;

/// <summary>Two processes finish the same deletion, or one reclaims what another drops: a group is dropped twice at once, or while it is made.</summary>
public sealed class DoubleDropTests
{
    private static readonly GroupId Group = new(5);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_group_that_is_dropped_twice_at_once_is_gone_and_stays_gone(int nodes)
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var chance = new Chance(seed);
            var disks = FleetWorld.NewDisks(chance, nodes);
            var world = new FleetWorld(disks, chance.Fork());
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
            for (var i = 0; i < 12; i++)
                Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i}", i) { PadBytes = 400 })));
            var first = world.Start(() => world.Fleet.DropGroupAsync(Group));
            if (chance.OneIn(2))
                world.RunFor(TimeSpan.FromMicroseconds(chance.NextInt32(500)));
            var second = world.Start(() => world.Fleet.DropGroupAsync(Group));
            Assert.Equal(CallOutcome.Done, world.Run(() => first));
            Assert.Equal(CallOutcome.Done, world.Run(() => second));
            Assert.DoesNotContain(Group, world.Fleet.LocalGroups);
            world.RunFor(TimeSpan.FromSeconds(1));
            world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance.Fork());
            Assert.DoesNotContain(Group, world.Fleet.LocalGroups);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_group_that_is_dropped_while_it_is_made_can_be_dropped_again(int nodes)
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var chance = new Chance(seed);
            var disks = FleetWorld.NewDisks(chance, nodes);
            var world = new FleetWorld(disks, chance.Fork());
            Assert.Equal(CallOutcome.Done, world.Create(GroupId.Root, Schemas.Plain));
            var making = world.Start(() => world.Fleet.CreateGroupAsync(Group, Schemas.Plain));
            world.RunFor(TimeSpan.FromMicroseconds(chance.NextInt32(3000)));
            Assert.Equal(CallOutcome.Done, world.Run(() => world.Fleet.DropGroupAsync(Group)));
            world.Run(() => making);
            Assert.Equal(CallOutcome.Done, world.Run(() => world.Fleet.DropGroupAsync(Group)));
            Assert.DoesNotContain(Group, world.Fleet.LocalGroups);
            world.RunFor(TimeSpan.FromSeconds(1));
            world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance.Fork());
            Assert.DoesNotContain(Group, world.Fleet.LocalGroups);
        }
    }
}
