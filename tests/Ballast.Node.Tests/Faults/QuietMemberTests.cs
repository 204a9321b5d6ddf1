using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Faults;

/// <summary>A member on whose entries nobody decides must not hold the log that others fill.</summary>
public sealed class QuietMemberTests
{
    private static readonly GroupId Quiet = new(2), Busy = new(3);

    private static readonly StorageNodeOptions Options = NodeWorld.Small with
    {
        Log = NodeWorld.Small.Log with { SegmentBytes = 32 * 1024, SegmentCountMax = 16 },
        Limits = NodeWorld.Small.Limits with { LogHeldBytesMax = 96 * 1024 },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Entries_that_nobody_decides_on_are_written_again_and_survive(bool isCrash)
    {
        var chance = new Chance(7);
        var disks = FleetWorld.NewDisks(chance);
        var world = new FleetWorld(disks, chance, Options);
        Assert.Equal(CallOutcome.Done, world.Create(Quiet, Schemas.Plain));
        Assert.Equal(CallOutcome.Done, world.Create(Busy, Schemas.Plain));
        var item = new ModelItem("p", "s", 1);
        Assert.Equal(CallOutcome.Done, world.Run(Quiet, Schemas.Write(WriteKind.Put, item)));
        world.Network.Loses = static message => message is GroupMessages { Messages: var messages } && messages.Any(static one => one.Group == Quiet);
        _ = world.Start(() => Submit(world, item with { Version = 2 }));
        world.RunFor(TimeSpan.FromSeconds(3));
        var at = world.Nodes.Index().Single(static node => node.Item.MemberOf(Quiet)!.Membership is var member && member.LastSlot > member.ChosenThrough).Index;
        var holder = world.Nodes[at].MemberOf(Quiet)!;
        var accepted = holder.Membership.EntryAt(holder.Membership.LastSlot);
        for (var i = 0; i < 600; i++)
        {
            Assert.Equal(CallOutcome.Done, world.Run(Busy, Schemas.Write(WriteKind.Put, new ModelItem("p", "s" + i % 10, i) { PadBytes = 2000 })));
            world.RunFor(TimeSpan.FromMilliseconds(20));
        }
        var held = world.Nodes[at].LogEnd.Value - holder.NeedsLogFrom!.Value.Value;
        Assert.True(held < 3 * Options.Limits.LogHeldBytesMax, $"{held} bytes of log are held");
        if (isCrash)
        {
            world = new FleetWorld([.. disks.Select(static disk => disk.Crash())], chance, Options);
            var found = world.Nodes[at].MemberOf(Quiet)!.Membership.EntryAt(accepted.Slot);
            Assert.Equal((accepted.Ballot, accepted.Origin), (found.Ballot, found.Origin));
        }
        world.Network.Loses = static _ => false;
        world.RunUntil(() => world.Nodes.All(node => node.MemberOf(Quiet)!.Membership.ChosenThrough >= accepted.Slot), "the slot is decided on");
        Assert.Equal(CallOutcome.Done, world.Run(Quiet, Schemas.Read(item)));
    }

    private static async Task<CallOutcome> Submit(FleetWorld world, ModelItem item)
    {
        var call = Schemas.Write(WriteKind.Put, item);
        await world.Fleet.SubmitAsync(Quiet, call);
        return call.Outcome;
    }
}
