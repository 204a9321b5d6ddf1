using System.Globalization;
using System.Reflection;

using Ballast.Chaos.Checks;
using Ballast.Chaos.Clusters;
using Ballast.Chaos.Faults;
using Ballast.Chaos.Grounds;
using Ballast.Chaos.Load;
using Ballast.Chaos.Reports;
using Ballast.Foundation;

namespace Ballast.Chaos;

/// <summary>A cluster of processes under load, rounds of faults with quiet between them, and a judgement on everything at the end.</summary>
public sealed class ChaosRun
{
    private const int QuietSecondsMin = 2, QuietSecondsMax = 4;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(6), WholeMax = TimeSpan.FromSeconds(120), EqualMax = TimeSpan.FromSeconds(40), ReadyMax = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(90), LostReadMax = TimeSpan.FromSeconds(10);
    private readonly ChaosOptions _options;
    private readonly Ground _ground;
    private readonly Action<string> _tell;
    private readonly RunClock _clock = new(TimeProvider.System);
    private readonly Cluster _cluster;
    private readonly ClusterLoad _load;
    private readonly FaultDeck _deck;
    private readonly Chance _chance;
    private readonly ReplicaWatch _replicas;
    private readonly List<RoundReport> _rounds = [];
    private readonly List<string> _violations = [];
    private int _nodesEnded;

    private ChaosRun(ChaosOptions options, Ground ground, string folder, Action<string> tell)
    {
        (_options, _ground, _tell) = (options, ground, tell);
        _chance = new Chance(options.Seed);
        _cluster = new Cluster(options.Nodes, ground, _clock, folder);
        _replicas = new ReplicaWatch(_cluster);
        _load = new ClusterLoad(_cluster, ground, _chance.Fork(), _clock);
        _deck = new FaultDeck(_cluster, ground, _chance.Fork(), options.Faults);
    }

    public static async Task<ChaosReport> RunAsync(ChaosOptions options, Action<string> tell, CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"seed-{options.Seed}"))).FullName;
        using var ground = MakeGround(options);
        var run = new ChaosRun(options, ground, folder, tell);
        try
        {
            return await run.RunAsync(stop);
        }
        finally
        {
            await run._cluster.DisposeAsync();
            run._load.Dispose();
        }
    }

    private static Ground MakeGround(ChaosOptions options)
    {
        var whyNot = "Everything that needs namespaces: it was asked for loopback.";
        return (options.Loopback ? null : NamespaceGround.TryCreate(options.Nodes, out whyNot)) as Ground ?? new LoopbackGround(whyNot);
    }

    private async Task<ChaosReport> RunAsync(CancellationToken stop)
    {
        await _cluster.StartAsync(stop);
        await _load.CreateTablesAsync(_cluster, _ground);
        Tell("the cluster is ready");
        _load.Start();
        var began = _clock.Now;
        await Task.Delay(Calm, CancellationToken.None);
        var calm = Seconds(_load.Seen.WriteGap(began + RunClock.PerSecond, _clock.Now));
        var end = began + (long)(_options.Minutes * 60 * RunClock.PerSecond);
        if (_options.LoseMajority)
            await LoseMajorityAsync();
        else
            while (_clock.Now < end && !stop.IsCancellationRequested && await RoundAsync(stop))
                await Task.Delay(TimeSpan.FromSeconds(QuietSecondsMin + _chance.NextDouble() * (QuietSecondsMax - QuietSecondsMin)), CancellationToken.None);
        await EndAsync(stop);
        return Report(calm);
    }

    // False where there is no point in going on.
    private async Task<bool> RoundAsync(CancellationToken stop)
    {
        var before = await _replicas.LookAsync([]);
        var faults = _deck.Next(node => before?.Has(node.Number) ?? true);
        Tell(string.Join(" and ", faults));
        var struck = faults.SelectMany(static fault => fault.Nodes).Distinct().ToList();
        var hadPart = before is not null && struck.Exists(node => before.Has(node.Number));
        var (from, unknown, troubles) = (_clock.Now, _load.Seen.UnknownWrites, _load.Seen.Troubles());
        using var watching = new CancellationTokenSource();
        var watch = new RoundWatch(_replicas, _clock, struck).RunAsync(watching.Token);
        await Task.WhenAll(faults.Select(StrikeAsync));
        var lifted = _clock.Now;
        await ReviveAsync(faults, stop);
        var (isWhole, view) = await _replicas.WaitAsync(static view => view.IsWhole, WholeMax, stop);
        var whole = _clock.Now;
        await watching.CancelAsync();
        var sights = await watch;
        var isEqual = isWhole && await FindEqualAsync(stop);
        if (!isWhole && !stop.IsCancellationRequested)
            Violate($"after {string.Join(" and ", faults)}: not every group has three trees after {WholeMax.TotalSeconds} s: {view}");
        var (to, seen) = (_clock.Now, _load.Seen);
        _rounds.Add(new RoundReport([.. faults.Select(static fault => fault.Kind)], Seconds(seen.WriteGap(from, whole)), Seconds(seen.ReadGap(from, whole)),
            seen.UnknownWrites - unknown, sights.LogReplica, hadPart ? sights.Replaced : double.NaN, Seconds(whole - lifted), Seconds(to - lifted)));
        Tell(string.Create(CultureInfo.InvariantCulture,
            $"  gap in writes {_rounds[^1].WriteGap:F2} s, in reads {_rounds[^1].ReadGap:F2} s, {_rounds[^1].Unknown} unknown ({string.Join(", ", seen.Troubles().Select(trouble => (trouble.Key, Count: trouble.Value - troubles.GetValueOrDefault(trouble.Key))).Where(static trouble => trouble.Count > 0).Select(static trouble => $"{trouble.Count} {trouble.Key}"))}), log replica {sights.LogReplica:F2} s, replaced {_rounds[^1].Replaced:F2} s, whole after {_rounds[^1].Whole:F2} s, equal after {_rounds[^1].Equal:F2} s; {seen.AcknowledgedWrites} acknowledged"));
        return isEqual;
    }

    private async Task StrikeAsync(Fault fault)
    {
        try
        {
            await fault.Strike();
            await Task.Delay(fault.Hold, CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            Violate($"{fault}: {e.Message}");
        }
        finally
        {
            await fault.Lift();
        }
    }

    // Whoever ended is started again; who had no reason to is told of.
    private async Task ReviveAsync(IReadOnlyList<Fault> faults, CancellationToken stop)
    {
        foreach (var node in _cluster.Nodes)
        {
            if (node.HasFallen)
            {
                if (faults.Any(fault => fault.MayEndNodes && fault.Nodes.Contains(node)))
                    _nodesEnded++;
                else
                    Violate($"node {node} ended by itself during {string.Join(" and ", faults)}; its log tells why");
                await node.KillAsync();
                node.Start();
            }
            if (!await IsReadyAsync(node, stop))
                Violate($"node {node} is not ready {ReadyMax.TotalSeconds} s after {string.Join(" and ", faults)}");
        }
    }

    private static async Task<bool> IsReadyAsync(ClusterNode node, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(ReadyMax);
        try
        {
            return await node.BecomesReadyAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested;
        }
    }

    // Nothing moves while replicas are compared: clients are held up, though what they have no answer to may still be under way.
    private async Task<bool> FindEqualAsync(CancellationToken stop)
    {
        await _load.Gate.CloseAsync();
        try
        {
            var (isEqual, view) = await _replicas.WaitAsync(static view => view.IsEqual, EqualMax, stop);
            if (!isEqual && !stop.IsCancellationRequested)
                Violate($"replicas are not equal after {EqualMax.TotalSeconds} s: {view}");
            return isEqual;
        }
        finally
        {
            _load.Gate.Open();
        }
    }

    private async Task LoseMajorityAsync()
    {
        var view = await _replicas.LookAsync([]) ?? throw new InvalidOperationException("No node tells of its replicas.");
        var struck = view.Groups.Last().Take(2).Select(line => _cluster.Nodes.First(node => node.Number == line.Node)).ToList();
        Tell($"{string.Join(" and ", struck)} lose everything at once");
        await Task.WhenAll(struck.Select(static node => node.KillAsync()));
        foreach (var node in struck)
        {
            node.Wipe();
            node.Start();
        }
        await Task.Delay(Calm, CancellationToken.None);
    }

    private async Task EndAsync(CancellationToken stop)
    {
        await _load.StopAsync();
        Tell("the load has ended; every item is read");
        var unread = await _load.ReadAllAsync(_options.LoseMajority ? LostReadMax : ReadMax);
        if (unread.Count > 0)
            Violate($"{unread.Count} items cannot be read any more, {unread[0]} for one");
        foreach (var node in _cluster.Nodes)
            if (await VerifyAsync(node, stop) is { } wrong)
                Violate($"verify at {node}: {wrong}");
    }

    private async Task<string?> VerifyAsync(ClusterNode node, CancellationToken stop)
    {
        var deadline = _clock.Now + RunClock.Of(EqualMax);
        string? wrong;
        do
        {
            var (code, output) = await node.VerifyAsync();
            wrong = code == 0 ? null : output.ReplaceLineEndings("; ");
        }
        while (wrong is not null && _clock.Now < deadline && !stop.IsCancellationRequested && !_options.LoseMajority);
        return wrong;
    }

    private ChaosReport Report(double calm)
    {
        Tell("histories are checked");
        var seen = _load.Seen;
        var (wrong, undecided) = Verdicts.Of(seen);
        return new ChaosReport
        {
            Seed = _options.Seed,
            Version = typeof(ChaosRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Ground = _ground.Isolation is null ? "loopback" : "namespaces",
            Nodes = _options.Nodes,
            Elapsed = TimeSpan.FromMicroseconds(_clock.Now),
            Rounds = _rounds,
            AcknowledgedWrites = seen.AcknowledgedWrites,
            UnknownWrites = seen.UnknownWrites,
            ConsistentReads = seen.ConsistentReads,
            EventualReads = seen.EventualReads.Values.Sum(static reads => reads.Count),
            Troubles = seen.Troubles(),
            Items = seen.Histories.Keys.Count,
            Undecided = undecided,
            CalmWriteGap = calm,
            NodesEnded = _nodesEnded,
            Missing = _ground.Missing,
            Violations = [.. _violations, .. wrong],
        };
    }

    private void Violate(string what)
    {
        _violations.Add(string.Create(CultureInfo.InvariantCulture, $"at {Seconds(_clock.Now):F1} s: {what}"));
        Tell("VIOLATION " + what);
    }

    private void Tell(string line) => _tell(string.Create(CultureInfo.InvariantCulture, $"{Seconds(_clock.Now),7:F1} {line}"));

    private static double Seconds(long micro) => (double)micro / RunClock.PerSecond;
}
