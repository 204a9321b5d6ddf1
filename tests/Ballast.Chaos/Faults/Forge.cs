using Ballast.Chaos.Clusters;
using Ballast.Chaos.Grounds;
using Ballast.Foundation;

namespace Ballast.Chaos.Faults;

/// <summary>Makes faults of the kinds that are possible here.</summary>
internal sealed class Forge(Cluster cluster, Ground ground, Chance chance)
{
    private const int SlowWritesPerSecond = 15, ClockStepSecondsMax = 7200;
    private const long MemoryBytes = 400L << 20;
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(90);

    public bool Can(FaultKind kind) => kind switch
    {
        FaultKind.Kill or FaultKind.Stop or FaultKind.Roll or FaultKind.Pause or FaultKind.Wipe => true,
        FaultKind.SlowDisk => ground.Isolation is { HasSlowDisks: true },
        FaultKind.ClockStep => ground.Isolation is { HasClocks: true },
        FaultKind.BoundMemory => ground.Isolation is { HasMemoryBounds: true },
        _ => ground.Isolation is not null,
    };

    public Fault Make(FaultKind kind, List<ClusterNode> victims)
    {
        var node = victims[chance.NextInt32(victims.Count)];
        return kind switch
        {
            FaultKind.Kill => new Fault(kind, [node], Between(0, 5), false, node.KillAsync, Starting(node)),
            FaultKind.Stop => new Fault(kind, [node], Between(0, 5), false, node.StopAsync, Starting(node)),
            FaultKind.Roll => new Fault(kind, cluster.Nodes, TimeSpan.Zero, false, RollAsync, Nothing),
            FaultKind.Pause => new Fault(kind, [node], Between(2, 6), false, node.FreezeAsync, Done(node.Thaw)),
            FaultKind.Wipe => new Fault(kind, [node], Between(0, 5), false, () => WipeAsync(node), Starting(node)),
            _ => MakeIsolated(kind, node, victims, ground.Isolation!),
        };
    }

    private Fault MakeIsolated(FaultKind kind, ClusterNode node, List<ClusterNode> victims, IIsolation isolation)
    {
        var zones = cluster.Zones.ToList();
        var zone = zones[chance.NextInt32(zones.Count)].ToList();
        var clocks = Clocks(victims, isolation) is { Count: > 0 } near ? near : Clocks(cluster.Nodes, isolation);
        return kind switch
        {
            FaultKind.CutNode => Cut(kind, [node], isolation, both: true, inward: false),
            FaultKind.CutInward => Cut(kind, [node], isolation, both: false, inward: true),
            FaultKind.CutOutward => Cut(kind, [node], isolation, both: false, inward: false),
            FaultKind.CutZone => Cut(kind, zone, isolation, both: true, inward: false),
            FaultKind.CutZoneOutward => Cut(kind, zone, isolation, both: false, inward: false),
            FaultKind.CutClients => Simple(kind, node, Between(2, 6), () => isolation.CutClients(node.Number), isolation.MendCuts),
            FaultKind.FullDisk => Simple(kind, node, Between(8, 20), () => isolation.FillDisk(node.Number), () => isolation.FreeDisk(node.Number)),
            FaultKind.SlowDisk => Simple(kind, node, Between(4, 10), () => isolation.BoundWrites(node.Number, SlowWritesPerSecond), () => isolation.BoundWrites(node.Number, 0)),
            FaultKind.BoundMemory => Simple(kind, node, Between(5, 10), () => isolation.BoundMemory(node.Number, MemoryBytes), () => isolation.BoundMemory(node.Number, 0))
                with { MayEndNodes = true },
            _ => Step(clocks[chance.NextInt32(clocks.Count)], isolation),
        };
    }

    private static List<ClusterNode> Clocks(IEnumerable<ClusterNode> nodes, IIsolation isolation) => [.. nodes.Where(node => isolation.HasClock(node.Number))];

    private Fault Step(ClusterNode node, IIsolation isolation)
    {
        var offset = TimeSpan.FromSeconds(chance.NextInt32(2 * ClockStepSecondsMax) - ClockStepSecondsMax);
        return Simple(FaultKind.ClockStep, node, Between(4, 8), () => isolation.MoveClock(node.Number, offset), () => isolation.MoveClock(node.Number, TimeSpan.Zero));
    }

    private Fault Cut(FaultKind kind, List<ClusterNode> part, IIsolation isolation, bool both, bool inward)
    {
        List<int> inside = [.. part.Select(static node => node.Number)], outside = [.. cluster.Nodes.Except(part).Select(static node => node.Number)];
        return new Fault(kind, part, Between(3, 8), false, Done(() =>
        {
            if (both || inward)
                isolation.Cut(outside, inside);
            if (both || !inward)
                isolation.Cut(inside, outside);
        }), Done(isolation.MendCuts));
    }

    private static Fault Simple(FaultKind kind, ClusterNode node, TimeSpan hold, Action strike, Action lift) => new(kind, [node], hold, false, Done(strike), Done(lift));

    private async Task RollAsync()
    {
        foreach (var node in cluster.Nodes)
        {
            await node.StopAsync();
            node.Start();
            using var deadline = new CancellationTokenSource(ReadyMax);
            if (!await node.BecomesReadyAsync(deadline.Token))
                throw new InvalidOperationException($"Node {node} did not become ready again.");
        }
    }

    private static async Task WipeAsync(ClusterNode node)
    {
        await node.KillAsync();
        node.Wipe();
    }

    private static Func<Task> Starting(ClusterNode node) => Done(node.Start);

    private static Task Nothing() => Task.CompletedTask;

    private static Func<Task> Done(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private TimeSpan Between(int secondsMin, int secondsMax) => TimeSpan.FromSeconds(secondsMin + chance.NextDouble() * (secondsMax - secondsMin));
}
