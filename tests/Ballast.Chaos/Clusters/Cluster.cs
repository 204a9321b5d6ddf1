using System.Globalization;

using Ballast.Chaos.Grounds;

namespace Ballast.Chaos.Clusters;

/// <summary>The nodes of the run, in three zones.</summary>
public sealed class Cluster : IAsyncDisposable
{
    private static readonly string[] ZoneNames = ["a", "b", "c"];
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);
    private readonly List<StreamWriter> _logs = [];

    public Cluster(int nodes, Ground ground, RunClock clock, string folder)
    {
        var perZone = Math.Max(1, nodes / ZoneNames.Length);
        var places = Enumerable.Range(1, nodes).Select(node => (Number: node, Zone: ZoneNames[Math.Min((node - 1) / perZone, ZoneNames.Length - 1)])).ToList();
        var list = string.Join(',', places.Select(place => string.Create(CultureInfo.InvariantCulture,
            $"{place.Number}/{place.Zone}@{ground.AddressOf(place.Number)}:{Ground.NodePortOf(place.Number)}")));
        Nodes = [.. places.Select(place => new ClusterNode(place.Number, place.Zone, list, ground, LogOf(place.Number, clock, folder)))];
    }

    public IReadOnlyList<ClusterNode> Nodes { get; }

    public IEnumerable<IGrouping<string, ClusterNode>> Zones => Nodes.GroupBy(static node => node.Zone);

    /// <exception cref="InvalidOperationException">A node ended, or was not ready in time.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        foreach (var node in Nodes)
            node.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(StartMax);
        foreach (var node in Nodes)
            if (!await ReadyAsync(node, deadline.Token))
                throw new InvalidOperationException($"Node {node} did not become ready.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        foreach (var log in _logs)
            await log.DisposeAsync();
    }

    private static async Task<bool> ReadyAsync(ClusterNode node, CancellationToken deadline)
    {
        try
        {
            return await node.BecomesReadyAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Action<string> LogOf(int node, RunClock clock, string folder)
    {
        var log = new StreamWriter(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"node-{node}.log"))) { AutoFlush = true };
        _logs.Add(log);
        return line =>
        {
            lock (log)
                if (log.BaseStream is { CanWrite: true })
                    log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)clock.Now / RunClock.PerSecond,9:F3} {line}"));
        };
    }
}
