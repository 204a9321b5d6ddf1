using System.Collections.Immutable;

using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Node;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clients;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;

namespace Ballast.Simulation.Clusters;

/// <summary>Six machines in three zones, two in each, with the nodes of the product on them, under one seed and one driver.</summary>
/// <remarks>Everything happens in steps; after each the <see cref="Observer"/> looks at what it changed.</remarks>
internal sealed class Cluster
{
    public const int MachineCount = 6, ZoneCount = 3;
    private const int QuietEverySeconds = 15;
    private readonly Guid _id;
    private readonly PlantedBug _planted;
    private int _faultsSeen;

    public Cluster(ulong seed, PlantedBug planted, TextWriter? reader)
    {
        var chance = new Chance(seed);
        Weather = new Weather(chance.Fork());
        _planted = planted;
        Executors = new SimulatedExecutors(chance.Fork());
        Trace = new Trace(Executors.Time, reader);
        Network = new ClusterNetwork(Executors.Time, Weather, chance.Fork(), Tally);
        Span<byte> id = stackalloc byte[16];
        chance.Fill(id);
        _id = new Guid(id);
        var machines = ImmutableArray.CreateBuilder<Machine>();
        for (var i = 0; i < MachineCount; i++)
            machines.Add(new Machine(new NodeId((uint)i + 1), i % ZoneCount, Executors, Network, Weather, OptionsOf, chance.Fork()));
        Machines = machines.ToImmutable();
        Groups = [.. Enumerable.Range(2, Weather.GroupCount).Select(static group => new GroupId((ulong)group))];
        Observer = new Observer(this);
    }

    public Weather Weather { get; }
    public SimulatedExecutors Executors { get; }
    public ClusterNetwork Network { get; }
    public ImmutableArray<Machine> Machines { get; }
    public ImmutableArray<GroupId> Groups { get; }
    public Tally Tally { get; } = new();
    public Trace Trace { get; }
    public Observer Observer { get; }
    public TimeSpan Now => Executors.Time.Elapsed;

    /// <summary>Whether the time of faults is over: what is down comes up, and stays.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>Whether clients begin nothing now.</summary>
    public bool IsQuiet => Now.TotalSeconds % QuietEverySeconds > QuietEverySeconds - Weather.QuietFor.TotalSeconds;

    public Machine this[NodeId node] => Machines[(int)node.Value - 1];

    public void After(TimeSpan delay, Action act) => Executors.Time.CreateTimer(static act => ((Action)act!)(), act, delay, Timeout.InfiniteTimeSpan);

    public void Advance(TimeSpan duration) => AdvanceUntil(static () => false, duration);

    /// <summary>Goes on until a condition holds, which is looked at now and then; false when it does not within the limit.</summary>
    public bool AdvanceUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        var look = TimeSpan.Zero;
        while (true)
        {
            if (Now >= look)
            {
                if (condition())
                    return true;
                look = Now + TimeSpan.FromMilliseconds(20);
            }
            if (Executors.TryStep())
                Stepped();
            else if (!Executors.FireNextTimer(end))
                return condition();
        }
    }

    public void Start(Machine machine)
    {
        if (machine.IsUp)
            return;
        if (machine.Trust.MustBeReplaced)
            ReplaceDisk(machine, "it lied about its last writes");
        machine.Start(Failed);
        Tally.Add("starts");
    }

    /// <summary>Makes every group on its first members, one in each zone.</summary>
    public void MakeGroups()
    {
        foreach (var machine in Machines)
            Start(machine);
        Require(() => Machines.All(static machine => machine.IsRunning), "the nodes open");
        var made = 0;
        foreach (var group in Groups)
        {
            var founders = Enumerable.Range(0, ZoneCount).Select(zone => Machines[zone + ((group.Value >> zone) % 2 == 0 ? 0 : ZoneCount)]).ToArray();
            var config = new GroupConfig(1, [.. founders.Select(static machine => new GroupVoter(machine.Id, machine.Node!.Identity.Incarnation, MemberKind.Storage))]);
            foreach (var founder in founders)
                founder.Ask(node => node.CreateGroupAsync(group, Items.Schema, config), outcome => made += outcome == CallOutcome.Done ? 1 : 0);
        }
        Require(() => made == Groups.Length * ZoneCount && Groups.All(group => Observer.LeaderOf(group) is not null), "the groups begin");
    }

    /// <summary>Everything that is broken is mended, and everything that is down comes up.</summary>
    public void Calm()
    {
        IsCalm = Network.IsCalm = true;
        Network.MendAll();
        foreach (var machine in Machines)
        {
            machine.HealDisk();
            machine.Process?.Pause(Now);
            Start(machine);
        }
        Trace.Tell("calm");
    }

    /// <summary>The disk is known to be lost, and another takes its place.</summary>
    public void ReplaceDisk(Machine machine, string why)
    {
        Trace.Tell($"{machine} gets another disk: {why}");
        Tally.Add("lost disks");
        machine.ReplaceDisk();
        Observer.Forgets(machine);
    }

    /// <summary>As <see cref="AdvanceUntil"/>, but that it holds within a while is a claim.</summary>
    public void Require(Func<bool> condition, string what, Checker checker = Checker.Liveness, double seconds = 30)
    {
        if (!AdvanceUntil(condition, TimeSpan.FromSeconds(seconds)))
            throw new ViolationException(checker, $"not within {seconds} s: {what}\n{Describe()}");
    }

    public string Describe() => string.Join('\n', Machines.Select(static machine => $"  {machine}: {machine.Node?.DescribeLog()} {machine.Process}")) + "\n" + string.Join('\n', Groups.SelectMany(group => Machines.Select(machine =>
        $"  {machine}: {(machine.IsPaused ? "paused " : "")}{machine.Node?.Describe(group) ?? (machine.IsUp ? "starting" : "down")}")));

    private static ZoneId ZoneOf(Machine machine) => new(((char)('a' + machine.Zone)).ToString());

    private StorageNodeOptions OptionsOf(Machine machine) => new()
    {
        Node = machine.Id,
        Cluster = _id,
        Zone = ZoneOf(machine),
        Peers = [.. Machines.Where(other => other != machine).Select(static other => new NodePlace(other.Id, ZoneOf(other)))],
        Lease = Weather.Terms,
        BeatPeriod = Weather.BeatPeriod,
        ExecutorCount = 2,
        CacheBytes = Weather.CacheBytes,
        Log = Weather.Log,
        Limits = Weather.Limits,
        Planted = _planted,
    };

    private void Stepped()
    {
        Trace.Add(Executors.TraceHash);
        if (Executors.Faults.Count != _faultsSeen)
        {
            var fault = Executors.Faults[_faultsSeen++];
            Broke(Machines.FirstOrDefault(machine => machine.Process == fault.Process), fault);
        }
        Observer.Look(Executors.Stepped!);
    }

    // The node says that its disk cannot be trusted: its process ends, as the program's does.
    private void Failed(Machine machine, int life, Exception why)
    {
        if (machine.Life != life || !machine.IsUp)
            return;
        if (machine.Trust is { MayFail: false, IsDamaged: false })
            throw new ViolationException(Checker.Node, $"{machine} stopped though its disk was well: {why}", why);
        Trace.Tell($"{machine} stops itself: {why.Message}");
        Tally.Add("nodes that stopped themselves");
        // Its own step is not over yet.
        After(TimeSpan.Zero, () => Restart(machine, life, TimeSpan.FromMilliseconds(300)));
    }

    private void Restart(Machine machine, int life, TimeSpan delay)
    {
        if (machine.Life == life)
            machine.Kill();
        After(delay, () => Start(machine));
    }

    // An exception that left a step ends the process.
    private void Broke(Machine? machine, ExecutorFault fault)
    {
        var why = fault.Exception;
        if (machine is null && why is not PowerCutException)
            throw why is ViolationException or InvariantViolatedException ? why : new ViolationException(Checker.Invariant, $"{fault.Executor}: {why}", why);
        if (machine is null)
            return;
        if (why is ViolationException)
            throw why;
        if (why is PowerCutException)
            CutWithin(machine);
        else if (why is InvariantViolatedException)
            throw new ViolationException(Checker.Invariant, $"{machine}, {fault.Executor}: {why}", why);
        else if (FleetStart.IsDamage(why))
            BeginAnew(machine, why);
        else if (why is IOException && machine.Trust.MayFail || why is DiskFullException && machine.Disk.QuotaBytes < long.MaxValue)
            Restart(machine, machine.Life, TimeSpan.FromMilliseconds(300));
        else
            throw new ViolationException(Checker.Node, $"{machine}, {fault.Executor}: {why}", why);
    }

    private void CutWithin(Machine machine)
    {
        Trace.Tell($"{machine} loses power within an operation");
        if (machine.Life % 3 == 0)
            machine.KillWithinOperation();
        else
            machine.LosePower();
        After(TimeSpan.FromMilliseconds(500), () => Start(machine));
    }

    private void BeginAnew(Machine machine, Exception why)
    {
        machine.Kill();
        if (!machine.Trust.IsDamaged)
            throw new ViolationException(Checker.Node, $"{machine} does not open though nothing was done to its disk: {why}", why);
        Tally.Add("damage found at a start");
        ReplaceDisk(machine, why.Message);
        After(TimeSpan.FromMilliseconds(200), () => Start(machine));
    }
}
