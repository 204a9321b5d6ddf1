using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node;
using Ballast.Node.Calls;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Simulation.Clusters;

/// <summary>A computer of one zone: a disk, clocks, and the process that runs the storage node, as long as it lives.</summary>
internal sealed class Machine
{
    private readonly SimulatedExecutors _executors;
    private readonly ClusterNetwork _network;
    private readonly Func<Machine, StorageNodeOptions> _options;
    private readonly Chance _chance;
    private readonly TimeSpan _syncDuration;
    private Executor? _front;

    public Machine(NodeId id, int zone, SimulatedExecutors executors, ClusterNetwork network, Weather weather, Func<Machine, StorageNodeOptions> options, Chance chance)
    {
        (Id, Zone, _executors, _network, _options, _chance) = (id, zone, executors, network, options, chance);
        _syncDuration = weather.SyncDuration;
        Clock = new MachineClock(executors.Time);
        Disk = Connected(new SimulatedDisk(chance.Fork()));
    }

    public NodeId Id { get; }
    public int Zone { get; }
    public MachineClock Clock { get; }
    public SimulatedDisk Disk { get; private set; }
    public SimulatedProcess? Process { get; private set; }

    /// <summary>While it runs and its log is read.</summary>
    public StorageNode? Node { get; private set; }

    /// <summary>Counts processes.</summary>
    public int Life { get; private set; }

    /// <summary>What is known to be wrong with the disk: a start may find that it has to begin anew.</summary>
    public DiskTrust Trust { get; } = new();

    public bool IsRunning => Node is not null;
    public bool IsUp => Process is not null;
    public bool IsPaused => Process is { } process && process.PausedUntil > _executors.Time.Elapsed;

    /// <summary>A new process opens what is on the disk.</summary>
    /// <param name="failed">Hears from within the process that the node can be trusted no more.</param>
    public void Start(Action<Machine, int, Exception> failed)
    {
        Invariant.Holds(Process is null);
        var life = ++Life;
        var process = Process = _executors.StartProcess($"{Id}.{life}");
        _front = process.CreateSerial("front");
        _front.Post(() =>
        {
            var time = Clock.Of(process.CreateSerial("timers"));
            Node = StorageNode.Open(Disk, _options(this), process, _network.PortOf(process), time, _chance.Fork(), NullLogger.Instance);
            Watch(Node, life, failed);
        });
    }

    /// <summary>The process ends in the middle of whatever it was doing; the disk is as it was.</summary>
    public void Kill()
    {
        Process?.Kill();
        (Process, Node, _front) = (null, null, null);
    }

    /// <summary>The machine loses its power: of what was not synced some is there afterwards.</summary>
    public void LosePower()
    {
        Kill();
        Disk = Connected(Disk.Crash());
        Clock.Reboot();
    }

    /// <summary>The process was killed within an operation on the disk, which then goes no further.</summary>
    public void KillWithinOperation()
    {
        Kill();
        Disk = Connected(Disk.Clone(_chance.Fork()));
    }

    /// <summary>Another disk, empty, in place of this.</summary>
    public void ReplaceDisk()
    {
        Invariant.Holds(!IsUp);
        Disk = Connected(new SimulatedDisk(_chance.Fork()));
        Trust.Replaced();
    }

    /// <summary>Runs a call on this machine's replica of a group, and answers when it is done. Nothing answers for a process that dies.</summary>
    public void Serve(GroupId group, ReplicaCall call, Action<CallOutcome> answer)
    {
        _front?.Post(async void () =>
        {
            if (Node?.Find(group) is not { } replica)
            {
                answer(CallOutcome.Unavailable);
                return;
            }
            var ended = call.Ended;
            call.SubmitTo(replica);
            await ended;
            answer(call.Outcome);
        });
    }

    /// <summary>Runs something in the process.</summary>
    public void Run(Action<StorageNode> act) => _front?.Post(() =>
    {
        if (Node is { } node)
            act(node);
    });

    /// <summary>Asks the node for something, and tells what it said, unless it dies before.</summary>
    public void Ask<T>(Func<StorageNode, Task<T>> ask, Action<T> tell) => Run(async void (node) => tell(await ask(node)));

    /// <summary>Gives the slowness of the disk back what it was.</summary>
    public void HealDisk()
    {
        Disk.LiftFaults();
        (Disk.QuotaBytes, Disk.SyncDuration) = (long.MaxValue, _syncDuration);
    }

    public override string ToString() => $"{Id} in zone {(char)('a' + Zone)}";

    // What it throws comes back as a step of the process.
    private async void Watch(StorageNode node, int life, Action<Machine, int, Exception> failed) => failed(this, life, await node.Failed);

    private SimulatedDisk Connected(SimulatedDisk disk)
    {
        disk.Charge = _executors.Charge;
        disk.SyncDuration = _syncDuration;
        disk.Observer = operation => Trust.Saw(operation, disk.FaultsStruckCount);
        return disk;
    }
}
