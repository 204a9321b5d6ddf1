using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>Five nodes in three zones that are cut off, crash, lose their disks and hear again what was said long ago. One group stays whole through it.</summary>
public sealed class PlaceStormTests
{
    private const int Steps = 25;
    private static readonly GroupId Group = new(2);
    private static readonly string[] Zones = ["a", "b", "c", "c", "b"];

    private static readonly StorageNodeOptions Options = NodeWorld.Small with
    {
        Log = NodeWorld.Small.Log with { SegmentBytes = 64 * 1024, SegmentCountMax = 40 },
        Limits = NodeWorld.Small.Limits with { LogHeldBytesMax = 128 * 1024, KeptEntryBytesMax = 4 * 1024 },
    };

    private readonly List<int> _written = [];
    private readonly List<NodeMessage> _said = [];
    private SimulatedDisk[] _disks = [];
    private Chance _chance = new(0);
    private int _puts;

    [Fact]
    public void A_group_is_whole_in_three_zones_after_a_storm()
    {
        for (ulong seed = 0; seed < 12; seed++)
        {
            _chance = new Chance(seed);
            _disks = FleetWorld.NewDisks(_chance, Zones.Length);
            _written.Clear();
            _said.Clear();
            var world = Open();
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
            for (var step = 0; step < Steps; step++)
                world = Step(world);
            world.Network.Loses = static _ => false;
            world.RunUntil(() => IsWhole(world), $"seed {seed}: three replicas, and nothing elsewhere");
            AssertReads(world, seed);
        }
    }

    private FleetWorld Step(FleetWorld world)
    {
        switch (_chance.NextInt32(6))
        {
            case 0:
                var cut = (uint)_chance.NextInt32(Zones.Length) + 1;
                world.Network.Loses = message => message.From.Value == cut || message.To.Value == cut;
                break;
            case 1:
                world.Network.Loses = _ => _chance.OneIn(10);
                break;
            case 2:
                world.Network.Loses = static _ => false;
                break;
            case 3:
                return Again(world, lost: null);
            case 4 when IsWhole(world):
                return Again(world, lost: _chance.NextInt32(Zones.Length));
            default:
                foreach (var message in _said.ToArray().Where(_ => _chance.OneIn(3)))
                    world.Network.Send(message);
                break;
        }
        for (var i = _chance.NextInt32(8); i > 0; i--)
            Put(world);
        world.RunFor(TimeSpan.FromMilliseconds(_chance.NextInt32(5000)));
        return world;
    }

    private FleetWorld Again(FleetWorld world, int? lost)
    {
        _ = world;
        _disks = [.. _disks.Select((disk, i) => i == lost ? new SimulatedDisk(_chance.Fork()) : disk.Crash())];
        return Open();
    }

    private FleetWorld Open()
    {
        var world = new FleetWorld(_disks, _chance, Options, zones: Zones);
        world.Network.Keeps = message =>
        {
            if (message is GroupMessages groups && groups.Messages.Any(static one => one is StartLog or StartRefused or MemberLeft or AskMembership))
                _said.Add(message);
            return false;
        };
        return world;
    }

    private void Put(FleetWorld world)
    {
        var i = _puts++;
        if (world.Run(Group, Schemas.Write(WriteKind.Put, Model(i))) == CallOutcome.Done)
            _written.Add(i);
    }

    private void AssertReads(FleetWorld world, ulong seed)
    {
        foreach (var i in _written)
        {
            var read = Schemas.Read(Model(i));
            Assert.Equal(CallOutcome.Done, world.Run(Group, read));
            Assert.True(read.Found, $"seed {seed}: item {i} is gone");
        }
    }

    private static bool IsWhole(FleetWorld world)
    {
        var config = world.Nodes.Select(static node => node.ConfigOf(Group)).MaxBy(static config => config?.Epoch ?? 0);
        return config is { Voters.Length: 3 } && config.Voters.Select(static voter => Zones[voter.Node.Value - 1]).Distinct().Count() == 3
            && world.Nodes.All(node => config.Find(node.Identity.Node) is { } voter
                ? voter.Kind == MemberKind.Storage && node.Find(Group) is { OutOfService: null } replica && replica.Membership.Incarnation == voter.Incarnation && node.ConfigOf(Group)!.Epoch == config.Epoch
                : !node.Hosts(Group));
    }

    private static ModelItem Model(int i) => new("p" + i % 5, "s" + i, i) { Alpha = "a" + i, PadBytes = i % 7 * 50 };
}
