using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

using Ballast.Durability.Load;
using Ballast.Foundation;
using Ballast.Processes;

namespace Ballast.Durability.Servers;

/// <summary>Three node processes, each with a zone and a volume of its own; a round cuts the power of one, two or all of them.</summary>
/// <remarks>The volumes are the caller's. On disks that lie every cut strikes all, and must be found out.</remarks>
internal sealed class PowerCluster : ISubject
{
    public const int NodeCount = 3;
    private static readonly TimeSpan HealMax = TimeSpan.FromSeconds(90), Pace = TimeSpan.FromMilliseconds(100);
    private readonly IReadOnlyList<PowerVolume> _volumes;
    private readonly bool _disksLie;
    private readonly string _nodes;
    private readonly ServerProcess?[] _running = new ServerProcess?[NodeCount];
    private readonly int[] _cuts = new int[NodeCount];
    private readonly List<TimeSpan> _serving = [], _healing = [];
    private int[] _struck = [];
    private long _restarted;

    public PowerCluster(IReadOnlyList<PowerVolume> volumes, bool disksLie)
    {
        (_volumes, _disksLie) = (volumes, disksLie);
        // Nobody calls from these addresses, so no connection takes a node's port while the node is away.
        IPAddress[] addresses = [.. Enumerable.Range(0, NodeCount).Select(static node => new IPAddress([127, 0, 0, (byte)(node + 2)]))];
        var ports = Loopback.FreePorts(addresses);
        _nodes = string.Join(',', addresses.Zip(ports, static (address, port) => $"{address}:{port.ToString(CultureInfo.InvariantCulture)}")
            .Select(static (place, node) => string.Create(CultureInfo.InvariantCulture, $"{node + 1}/zone-{node + 1}@{place}")));
    }

    public IReadOnlyList<Uri> Endpoints => [.. Enumerable.Range(0, NodeCount).Select(node => Server(node).Endpoint)];

    /// <summary>One that was struck, and the node after it.</summary>
    public IReadOnlyList<Uri> ReadingEndpoints => [Server(_struck[0]).Endpoint, Server((_struck[0] + 1) % NodeCount).Endpoint];

    public int LoadMillisecondsMax => 1500;
    public int GoesOnMillisecondsMax => 1500;

    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"; {_cuts[0]} cuts of one node, {_cuts[1]} of two, {_cuts[2]} of three; from power to service {Times(_serving)}, to equal copies {Times(_healing)}");

    public string Said => string.Join('\n', _running.Select(static (server, node) => $"node {node + 1}:\n{server?.Output}\n{server?.Errors}"));

    public IEnumerable<ServerProcess> Chosen => _struck.Select(Server);

    public Task StartAsync() => StartAsync(Enumerable.Range(0, NodeCount));

    public void Choose(Chance chance)
    {
        int[] order = [.. Enumerable.Range(0, NodeCount).Select(node => (Node: node, Place: chance.NextUInt64())).OrderBy(static one => one.Place).Select(static one => one.Node)];
        _struck = _disksLie ? order : order[..(1 + chance.NextInt32(NodeCount))];
        if (_disksLie)
            foreach (var volume in _volumes)
                volume.BeginToLie();
    }

    public Task EndAsync()
    {
        _cuts[_struck.Length - 1]++;
        return PowerCut.StrikeAsync([.. _struck.Select(node => (Server(node), _volumes[node]))]);
    }

    public async Task RestartAsync()
    {
        _restarted = Stopwatch.GetTimestamp();
        foreach (var server in Chosen)
            await server.DisposeAsync();
        await StartAsync(_struck);
    }

    public async Task<string?> ServesAsync()
    {
        foreach (var endpoint in Endpoints)
            foreach (var table in new[] { Shapes.Records, Shapes.Counters })
                if (await WaitAsync(endpoint, client => TriesAsync(client, table)) is { } trouble)
                    return $"{endpoint} does not serve {table}: {trouble}";
        _serving.Add(Stopwatch.GetElapsedTime(_restarted));
        return null;
    }

    public async Task<string?> HealsAsync()
    {
        foreach (var endpoint in Endpoints)
            if (await WaitAsync(endpoint, LooksAsync) is { } trouble)
                return $"by {endpoint} the copies are not equal: {trouble}";
        _healing.Add(Stopwatch.GetElapsedTime(_restarted));
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running)
            if (server is not null)
                await server.DisposeAsync();
    }

    private async Task StartAsync(IEnumerable<int> nodes) => await Task.WhenAll(nodes.Select(async node => _running[node] = await ServerProcess.StartAsync(null, ArgumentsOf(node))));

    private string[] ArgumentsOf(int node) =>
        ["start", "--node", (node + 1).ToString(CultureInfo.InvariantCulture), "--nodes", _nodes, "--port", "0", "--data", Path.Combine(_volumes[node].MountPoint, "data")];

    private ServerProcess Server(int node) => _running[node] ?? throw new InvalidOperationException($"Node {node + 1} does not run.");

    // Null when the look is good at last, else what the last one found.
    private static async Task<string?> WaitAsync(Uri endpoint, Func<DynamoClient, Task<string?>> look)
    {
        using var client = new DynamoClient(endpoint);
        var began = Stopwatch.GetTimestamp();
        string? trouble;
        while ((trouble = await look(client)) is not null && Stopwatch.GetElapsedTime(began) < HealMax)
            await Task.Delay(Pace);
        return trouble;
    }

    private static async Task<string?> TriesAsync(DynamoClient client, string table)
    {
        var reply = await client.AskAsync("Scan", new JsonObject { ["TableName"] = table, ["ConsistentRead"] = true, ["Limit"] = 1 });
        return reply.Answer == Answer.Done ? null : reply.Trouble;
    }

    // What `ballast verify` compares.
    private static async Task<string?> LooksAsync(DynamoClient client)
    {
        try
        {
            var view = new ReplicaView(ReplicaLine.Parse(await client.GetTextAsync("/replicas")));
            return view.IsEqual ? null : view.ToString();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return e.Message;
        }
    }

    private static string Times(List<TimeSpan> times) => times.Count == 0 ? "never"
        : string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(times.Count / 2).TotalSeconds:F1} s (median) and {times.Max().TotalSeconds:F1} s (longest)");
}
