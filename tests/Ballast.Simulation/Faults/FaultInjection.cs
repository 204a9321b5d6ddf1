using Ballast.Foundation;
using Ballast.Node;
using Ballast.Replication.Groups;
using Ballast.Simulation.Clusters;
using Ballast.Simulation.Disks;

namespace Ballast.Simulation.Faults;

/// <summary>Carries out the faults of a schedule, each with chance of its own.</summary>
/// <remarks>
/// Faults that take something away for good are laid so that one good copy survives (TigerBeetle's fault atlas): one machine at a time may have a damaged disk, until every
/// group is whole without what it had.
/// </remarks>
internal sealed class FaultInjection(Cluster cluster)
{
    private Machine? _damaged;
    private bool _isLatent;

    public void Schedule(IEnumerable<PlannedFault> faults)
    {
        foreach (var fault in faults)
            cluster.After(fault.At, () => Inject(fault, new Chance(fault.Seed)));
    }

    private void Inject(PlannedFault fault, Chance chance)
    {
        if (Target(fault.Kind, chance) is not { } machine || !TryStrike(fault.Kind, machine, chance))
        {
            cluster.Tally.Add("faults without a target");
            return;
        }
        cluster.Tally.Add($"fault: {fault.Kind}");
        cluster.Tally.Add("faults");
        cluster.Trace.Tell($"fault {fault} at {machine}");
    }

    private Machine? Target(FaultKind kind, Chance chance)
    {
        var some = cluster.Machines[chance.NextInt32(Cluster.MachineCount)];
        var leader = cluster.Observer.LeaderOf(cluster.Groups[chance.NextInt32(cluster.Groups.Length)]);
        return kind switch
        {
            FaultKind.KillLeader or FaultKind.PowerOfLeader or FaultKind.PauseLeader or FaultKind.CutLeader or FaultKind.HandOver or FaultKind.PowerOfLeaderAndOne => leader,
            FaultKind.HangDisk or FaultKind.SlowDisk or FaultKind.CutOneWay or FaultKind.CutClients or FaultKind.PowerWithinOperation or FaultKind.StopGracefully or FaultKind.FullDisk
                => chance.OneIn(2) ? leader ?? some : some,
            _ => some,
        };
    }

    private bool TryStrike(FaultKind kind, Machine machine, Chance chance)
    {
        switch (kind)
        {
            case FaultKind.KillLeader or FaultKind.KillSome:
                return Stop([machine], byPower: false, chance);
            case FaultKind.KillZone:
                return Stop(Zone(machine), byPower: false, chance);
            case FaultKind.KillAll:
                return Stop(cluster.Machines, byPower: false, chance);
            case FaultKind.PowerOfLeader or FaultKind.PowerOfSome:
                return Stop([machine], byPower: true, chance);
            case FaultKind.PowerOfZone:
                return Stop(Zone(machine), byPower: true, chance);
            case FaultKind.PowerOfAll:
                return Stop(cluster.Machines, byPower: true, chance);
            case FaultKind.PowerOfLeaderAndOne:
                return PowerOfLeaderAndOne(machine, chance);
            case FaultKind.StopAtChange:
                cluster.Observer.AtNextChange = at => StopSoon(at, chance);
                return true;
            case FaultKind.StopAtElection:
                cluster.Observer.AtNextElection = at => StopSoon(at, chance);
                return true;
            case FaultKind.PowerWithinOperation:
                machine.Disk.CutPowerAt(machine.Disk.OperationCount + 1 + chance.NextInt32(40), chance.OneIn(3) ? PowerCut.Before : PowerCut.Inside);
                return machine.IsUp;
            case FaultKind.StopGracefully:
                return StopGracefully(machine, chance);
            case FaultKind.HandOver:
                return HandOver(machine);
            case FaultKind.PauseLeader or FaultKind.PauseSome:
                machine.Process?.Pause(cluster.Now + TimeSpan.FromSeconds(3) * chance.NextDouble());
                return machine.IsUp;
            case FaultKind.JumpWallClock:
                machine.Clock.JumpWall(TimeSpan.FromSeconds(chance.NextInt32(7200) - 3600));
                return true;
            case FaultKind.ChangeDrift:
                machine.Clock.RunAt(Drift(chance));
                return true;
            default:
                return TryCut(kind, machine, chance) || TryHarmDisk(kind, machine, chance);
        }
    }

    private IEnumerable<Machine> Zone(Machine machine) => cluster.Machines.Where(other => other.Zone == machine.Zone);

    // Clocks keep to the bound, and like to be at it.
    private static int Drift(Chance chance) => chance.OneIn(2) ? chance.OneIn(2) ? Weather.DriftPpmMax : -Weather.DriftPpmMax : chance.NextInt32(2 * Weather.DriftPpmMax) - Weather.DriftPpmMax;

    private bool Stop(IEnumerable<Machine> machines, bool byPower, Chance chance)
    {
        var isLong = chance.OneIn(4);
        var any = false;
        foreach (var machine in machines)
        {
            if (!machine.IsUp)
                continue;
            any = true;
            if (byPower)
                machine.LosePower();
            else
                machine.Kill();
            StartAgain(machine, TimeSpan.FromSeconds(isLong ? 8 : 2) * (chance.NextDouble() * chance.NextDouble()));
        }
        return any;
    }

    // What two of three had in memory only is gone, and the one that knows best is away for a while.
    private bool PowerOfLeaderAndOne(Machine leader, Chance chance)
    {
        var other = cluster.Machines[chance.NextInt32(Cluster.MachineCount)];
        foreach (var machine in (Machine[])[leader, other])
            if (machine.IsUp)
                machine.LosePower();
        StartAgain(leader, TimeSpan.FromSeconds(2 + 6 * chance.NextDouble()));
        if (other != leader)
            StartAgain(other, TimeSpan.Zero);
        return true;
    }

    // Within the next messages: while it happens, or when some have heard of it.
    private void StopSoon(Machine machine, Chance chance) => cluster.After(TimeSpan.FromMilliseconds(chance.OneIn(2) ? 0 : 12 * chance.NextDouble()), () =>
    {
        if (cluster.IsCalm)
            return;
        if (chance.NextInt32(3) > 0)
            Stop([machine], byPower: chance.OneIn(2), chance);
        else
            TryCut(FaultKind.CutSome, machine, chance);
    });

    private void StartAgain(Machine machine, TimeSpan after) => cluster.After(TimeSpan.FromMilliseconds(20) + after, () => cluster.Start(machine));

    private bool StopGracefully(Machine machine, Chance chance)
    {
        if (!machine.IsRunning)
            return false;
        var life = machine.Life;
        machine.Ask(CloseAsync, _ => cluster.After(TimeSpan.Zero, () => Closed(machine, life, chance)));
        return true;
    }

    private static async Task<bool> CloseAsync(StorageNode node)
    {
        await node.HandOverAsync();
        node.AskPromisesBack();
        await node.CloseAsync();
        return true;
    }

    private void Closed(Machine machine, int life, Chance chance)
    {
        if (machine.Life != life || !machine.IsUp)
            return;
        cluster.Tally.Add("clean stops");
        machine.Kill();
        StartAgain(machine, TimeSpan.FromSeconds(1) * chance.NextDouble());
    }

    private bool HandOver(Machine machine)
    {
        foreach (var group in cluster.Groups)
            if (cluster.Observer.LeaderOf(group) == machine && machine.Node?.Find(group) is { } replica)
                replica.Executor.Post(new Foundation.Executors.DelegateWork(() => replica.Membership.HandOver(static () => { })));
        return true;
    }

    private bool TryCut(FaultKind kind, Machine machine, Chance chance)
    {
        var duration = TimeSpan.FromMilliseconds(100) + TimeSpan.FromSeconds(chance.OneIn(4) ? 12 : 4) * chance.NextDouble();
        switch (kind)
        {
            case FaultKind.CutLeader or FaultKind.CutSome:
                foreach (var other in cluster.Machines)
                    if (other != machine && chance.NextInt32(4) > 0)
                        Cut(machine, other, chance.NextInt32(6), duration);
                return true;
            case FaultKind.CutOneWay:
                var way = chance.NextInt32(2);
                foreach (var other in cluster.Machines)
                    if (other != machine && chance.NextInt32(3) > 0)
                        Cut(machine, other, way, duration);
                return true;
            case FaultKind.CutZone:
                foreach (var inside in Zone(machine))
                    foreach (var other in cluster.Machines)
                        if (other.Zone != machine.Zone)
                            Cut(inside, other, 2, duration);
                return true;
            case FaultKind.CutClients:
                cluster.Network.CutClientsFrom(machine.Id);
                cluster.After(duration, () => cluster.Network.MendClients(machine.Id));
                return true;
            case FaultKind.MendCuts:
                cluster.Network.MendAll();
                return true;
            default:
                return false;
        }
    }

    // 0 and 1: one way only.
    private void Cut(Machine one, Machine other, int way, TimeSpan duration)
    {
        if (way != 0)
            cluster.Network.Cut(one.Id, other.Id);
        if (way != 1)
            cluster.Network.Cut(other.Id, one.Id);
        cluster.After(duration, () =>
        {
            cluster.Network.Mend(one.Id, other.Id);
            cluster.Network.Mend(other.Id, one.Id);
        });
    }

    private bool TryHarmDisk(FaultKind kind, Machine machine, Chance chance)
    {
        var disk = machine.Disk;
        switch (kind)
        {
            case FaultKind.SlowDisk:
                Until(machine, chance, d => d.SyncDuration = TimeSpan.FromMilliseconds(20 + chance.NextInt32(300)));
                return true;
            case FaultKind.HangDisk:
                Until(machine, chance, d => d.SyncDuration = TimeSpan.FromMilliseconds(1500 + chance.NextInt32(4000)));
                return true;
            case FaultKind.FullDisk:
                Until(machine, chance, d => d.QuotaBytes = d.TotalBytes + chance.NextInt32(40_000));
                return true;
            case FaultKind.FailSync:
                machine.Trust.WillFail();
                disk.FailNext(DiskOperationKind.Sync, chance.OneIn(2) ? FileOf(machine, chance, "wal-") : null);
                return true;
            case FaultKind.FailWrite:
                machine.Trust.WillFail();
                disk.FailNext(DiskOperationKind.Write);
                return true;
            default:
                return MayDamage(machine, chance) && TryDamage(kind, machine, chance);
        }
    }

    private void Until(Machine machine, Chance chance, Action<SimulatedDisk> harm)
    {
        harm(machine.Disk);
        cluster.After(TimeSpan.FromSeconds(5) * chance.NextDouble(), machine.HealDisk);
    }

    private bool MayDamage(Machine machine, Chance chance) =>
        _damaged is null || _damaged == machine || !_isLatent && IsWholeWithout(_damaged) && chance.NextInt32(8) >= 0;

    // Every group has three storage replicas that are alive and have what was lost, or are on other machines.
    private bool IsWholeWithout(Machine lost) => lost.IsRunning && cluster.Groups.All(group => IsWhole(group, cluster));

    public static bool IsWhole(Foundation.Identity.GroupId group, Cluster cluster)
    {
        if (cluster.Observer.LeadingReplicaOf(group) is not { } leader || leader.Membership.Config.Voters.Length != Cluster.ZoneCount)
            return false;
        return leader.Membership.Peers.All(static peer => peer is { IsForgotten: false, LacksLog: false, LacksTree: false, Incarnation: not null, Voter.Kind: MemberKind.Storage })
            && leader.Membership.Config.Voters.All(voter => cluster[voter.Node].Node?.MemberOf(group)?.Membership is { HasTree: true } member && member.Incarnation == voter.Incarnation);
    }

    private bool TryDamage(FaultKind kind, Machine machine, Chance chance)
    {
        var isOfLog = kind is FaultKind.RotLog or FaultKind.LieInSync || kind is not (FaultKind.RotTree or FaultKind.RotTreeAndStop) && chance.OneIn(2);
        if (kind != FaultKind.LoseDisk && (!machine.IsRunning || FileOf(machine, chance, isOfLog ? "wal-" : "group-") is null))
            return false;
        var name = FileOf(machine, chance, isOfLog ? "wal-" : "group-");
        switch (kind)
        {
            case FaultKind.LoseDisk:
                machine.Kill();
                cluster.ReplaceDisk(machine, "it is lost");
                StartAgain(machine, TimeSpan.FromSeconds(2) * chance.NextDouble());
                break;
            case FaultKind.RotLog or FaultKind.RotTree:
                Rot(machine.Disk, name!, chance);
                machine.Trust.Damaged(isOfLog);
                FindSoon(machine, chance);
                break;
            case FaultKind.RotTreeAndStop:
                Stop([machine], byPower: chance.OneIn(2), chance);
                for (var i = 0; i < 12; i++)
                    Rot(machine.Disk, name!, chance);
                machine.Trust.Damaged(isOfLog);
                break;
            case FaultKind.LoseWrite:
                machine.Disk.LoseNextWrite(name);
                machine.Trust.Damaged(isOfLog);
                FindSoon(machine, chance);
                break;
            case FaultKind.MisdirectWrite:
                machine.Disk.MisdirectNextWrite(4096 * (chance.NextInt32(9) - 4), name);
                machine.Trust.Damaged(isOfLog);
                FindSoon(machine, chance);
                break;
            default:
                machine.Disk.LieInNextSync(name);
                machine.Disk.FailNext(DiskOperationKind.Sync, name);
                machine.Trust.LiesAndFails();
                break;
        }
        _damaged = machine;
        _isLatent |= kind != FaultKind.LoseDisk;
        return true;
    }

    // A few bits where there is something.
    private static void Rot(SimulatedDisk disk, string name, Chance chance)
    {
        const int Tries = 64, Bytes = 64;
        using var file = disk.Open(name);
        Span<byte> there = stackalloc byte[Bytes];
        for (var i = 0; i < Tries && file.Length > 0; i++)
        {
            var at = (long)(file.Length * chance.NextDouble());
            if (!there[..file.Read(at, there)].ContainsAnyExcept((byte)0))
                continue;
            disk.FlipBits(name, at, (byte)(1 << chance.NextInt32(8)));
            if (i % 2 == 0)
                return;
        }
    }

    // Most of what is wrong with a disk shows at a start.
    private void FindSoon(Machine machine, Chance chance)
    {
        if (!chance.OneIn(4))
            cluster.After(TimeSpan.FromSeconds(4) * chance.NextDouble(), () => Stop([machine], byPower: false, chance));
    }

    private static string? FileOf(Machine machine, Chance chance, string prefix)
    {
        var names = machine.Disk.List().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        return names.Length == 0 ? null : names[chance.NextInt32(names.Length)];
    }
}
