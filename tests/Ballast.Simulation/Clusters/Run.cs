using Ballast.Foundation;
using Ballast.Node.Copies;
using Ballast.Replication.Members;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clients;
using Ballast.Simulation.Faults;

namespace Ballast.Simulation.Clusters;

/// <summary>One seed: a cluster begins, has faults under load, is left in peace, must be whole again, and is checked.</summary>
internal sealed class Run
{
    private const int ClientCount = 10;
    private static readonly TimeSpan FaultsFor = TimeSpan.FromSeconds(48), ClientsFor = TimeSpan.FromSeconds(61);
    private readonly Cluster _cluster;
    private readonly Clients.Histories _histories;
    private readonly Workload _workload;
    private readonly Client[] _clients;
    private readonly IReadOnlyList<PlannedFault> _faults;

    /// <param name="seed">Of everything.</param>
    /// <param name="planted">A bug, or none.</param>
    /// <param name="only">Which faults of the schedule happen; all, where it is null.</param>
    /// <param name="reader">Hears what happens.</param>
    public Run(ulong seed, PlantedBug planted = PlantedBug.None, IReadOnlySet<int>? only = null, TextWriter? reader = null)
    {
        Seed = seed;
        var chance = new Chance(seed ^ 0x5EED);
        _cluster = new Cluster(seed, planted, reader);
        _histories = new Clients.Histories(_cluster);
        _workload = new Workload(chance.Fork(), _cluster.Groups);
        _clients = [.. Enumerable.Range(0, ClientCount).Select(i => new Client(i, _cluster, _histories, _workload, chance.Fork()))];
        var all = FaultSchedule.Draw(chance.Fork(), _cluster.Weather, FaultsFor);
        _faults = only is null ? all : [.. all.Where(fault => only.Contains(fault.Number))];
    }

    public ulong Seed { get; }
    public IReadOnlyList<PlannedFault> Faults => _faults;
    public Weather Weather => _cluster.Weather;
    public Tally Tally => _cluster.Tally;
    public ulong TraceSum => _cluster.Trace.Sum;
    public TimeSpan Elapsed => _cluster.Now;

    /// <summary>Whether it was hard enough to say anything: time, operations, faults, and a change of leader or members while slots were in flight.</summary>
    public bool Qualifies =>
        Elapsed >= TimeSpan.FromSeconds(60) && _histories.Begun >= 1000 && Tally["faults"] >= 5 && _cluster.Observer.ChangesInFlight > 0;

    /// <exception cref="ViolationException">What was found.</exception>
    public void Execute()
    {
        try
        {
            Play();
        }
        catch (InvariantViolatedException e)
        {
            throw new ViolationException(Checker.Invariant, e.ToString(), e);
        }
    }

    private void Play()
    {
        _cluster.MakeGroups();
        var began = _cluster.Now;
        foreach (var client in _clients)
            _cluster.Executors.CreateSerial("client").Post(new Foundation.Executors.DelegateWork(() => _ = Guarded(client.RunAsync())));
        new FaultInjection(_cluster).Schedule(_faults);
        var bounds = new Bounds(_cluster);
        bounds.Watch();
        _cluster.Advance(FaultsFor);
        _cluster.Calm();
        _cluster.Require(() => _cluster.Groups.All(group => FaultInjection.IsWhole(group, _cluster)), "every group has three whole replicas and a leader");
        if (_cluster.Now < began + ClientsFor)
            _cluster.Advance(began + ClientsFor - _cluster.Now);
        foreach (var client in _clients)
            client.IsOver = true;
        _cluster.Require(() => Array.TrueForAll(_clients, static client => client.UnderWay == 0), "every operation under way ends");
        ReadAll();
        CompareReplicas();
        _histories.Check();
        Tally.Add("operations", _histories.Begun);
        Tally.Add("operations answered", _histories.Succeeded);
        Tally.Add("changes of leader or members with slots in flight", _cluster.Observer.ChangesInFlight);
        Tally.Add("messages", _cluster.Network.SentCount);
        Tally.Add("steps", _cluster.Executors.StepCount);
        Tally.Add("slots", _cluster.Groups.Sum(group => _cluster.Observer[group].SlotCount));
        _cluster.Trace.Tell($"over: {_histories.Begun} operations");
    }

    // Nobody awaits a client: what it throws must not be lost.
    private async Task Guarded(Task client)
    {
        try
        {
            await client;
        }
        catch (Exception e)
        {
            _cluster.Executors.CreateSerial("broken client").Post(new Foundation.Executors.DelegateWork(() => throw new ViolationException(Checker.Invariant, e.ToString(), e)));
        }
    }

    private void ReadAll()
    {
        var (read, all) = (0, _workload.All.ToArray());
        _cluster.Executors.CreateSerial("client").Post(new Foundation.Executors.DelegateWork(async void () =>
        {
            foreach (var item in all)
                read += await _clients[0].ReadAsync(item) ? 1 : 0;
        }));
        _cluster.Require(() => read == all.Length, "every item can be read");
    }

    // Reading all pages of all trees also brings to light what has rotted: then it heals.
    private void CompareReplicas()
    {
        string? differ = null;
        _cluster.Require(() => _cluster.Groups.All(group => AreEqual(group, out differ)), "replicas hold the same", Checker.EqualReplicas, seconds: 60);
        if (differ is not null)
            throw new ViolationException(Checker.EqualReplicas, differ);
    }

    private bool AreEqual(Foundation.Identity.GroupId group, out string? differ)
    {
        differ = null;
        if (!FaultInjection.IsWhole(group, _cluster))
            return false;
        var voters = _cluster.Observer.LeadingReplicaOf(group)!.Membership.Config.Voters;
        var held = new ReplicaChecksum?[voters.Length];
        var asked = 0;
        for (var i = 0; i < voters.Length; i++)
        {
            var at = i;
            _cluster[voters[i].Node].Ask(node => node.ChecksumAsync(group), checksum => (held[at], asked) = (checksum, asked + 1));
        }
        if (!_cluster.AdvanceUntil(() => asked == held.Length, TimeSpan.FromSeconds(10)) || held.Any(static checksum => checksum is null))
            return false;
        if (held.Select(static checksum => checksum!.Value.Slot).Distinct().Count() > 1)
            return false;
        if (held.Distinct().Count() > 1)
            throw new ViolationException(Checker.EqualReplicas, $"{group}: {string.Join(", ", held)}");
        return true;
    }
}
