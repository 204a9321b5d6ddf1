using System.Globalization;
using System.Net;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Ballast.Host.Tests;

/// <summary>Nodes of one cluster, each a process with a directory and a zone of its own.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Place _place = new();
    private readonly string _nodes;
    private readonly ServerProcess?[] _running;
    private readonly string[] _more;

    public Cluster(int count = 3, params string[] more)
    {
        var ports = Loopback.FreePorts(Enumerable.Repeat(IPAddress.Loopback, count));
        _nodes = string.Join(',', ports.Select(static (port, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}/zone-{i + 1}@127.0.0.1:{port}")));
        _running = new ServerProcess?[count];
        _more = more;
    }

    /// <summary>As <c>--nodes</c> takes it.</summary>
    public string Nodes => _nodes;

    public Place Place => _place;

    public ServerProcess this[int node] => _running[node - 1] ?? throw new InvalidOperationException($"Node {node} does not run.");

    public static async Task<Cluster> StartAsync(int count = 3)
    {
        var cluster = new Cluster(count);
        await cluster.StartAsync([.. Enumerable.Range(1, count)]);
        return cluster;
    }

    /// <summary>Starts nodes at the same time, and waits until all of them serve.</summary>
    public Task StartAsync(params int[] nodes) => StartAsync(null, nodes);

    /// <summary>Starts nodes of another build.</summary>
    public Task StartAsync(string? program, params int[] nodes) =>
        Task.WhenAll(nodes.Select(async node => _running[node - 1] = await ServerProcess.StartAsync(_place.Path, ArgumentsOf(node), program: program)));

    /// <summary>Starts a node by itself and waits for nothing; whoever asked ends it.</summary>
    public ServerProcess Launch(int node) => ServerProcess.Launch(ArgumentsOf(node), new Dictionary<string, string>(), [], static _ => { });

    public string[] ArgumentsOf(int node) =>
        ["start", "--node", $"{node}", "--nodes", _nodes, "--port", "0", "--data", DirectoryOf(node), .. _more];

    public string DirectoryOf(int node) => _place.In($"data-{node}");

    public async Task<int> StopAsync(int node)
    {
        var code = await this[node].StopAsync();
        await this[node].DisposeAsync();
        _running[node - 1] = null;
        return code;
    }

    public async Task KillAsync(int node)
    {
        await this[node].KillAsync();
        await this[node].DisposeAsync();
        _running[node - 1] = null;
    }

    /// <summary>The disk of a node that does not run is lost.</summary>
    public void Lose(int node) => Directory.Delete(DirectoryOf(node), recursive: true);

    /// <summary>Talks to one node, and tries nothing twice.</summary>
    public AmazonDynamoDBClient ClientOf(int node) => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig { ServiceURL = this[node].Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>Waits until every replica of every partition is there and equal, as a node tells it.</summary>
    public async Task AreEqualAsync(int asked)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var (code, output, errors) = await _place.RunAsync("verify", "--endpoint", this[asked].Endpoint.ToString());
            if (code == 0)
                return;
            if (deadline.IsCancellationRequested)
                Assert.Fail($"not equal within a minute:\n{output}\n{errors}");
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running)
            if (server is not null)
                await server.DisposeAsync();
        _place.Dispose();
    }

    /// <summary>Makes a table and waits until it can be used.</summary>
    public static async Task MakeTableAsync(AmazonDynamoDBClient client, string table)
    {
        await client.CreateTableAsync(new CreateTableRequest(table, [new("h", KeyType.HASH)], [new("h", ScalarAttributeType.S)], null) { BillingMode = BillingMode.PAY_PER_REQUEST });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await client.DescribeTableAsync(table, deadline.Token)).Table.TableStatus != TableStatus.ACTIVE)
        {
        }
    }

    /// <summary>An item of such a table.</summary>
    public static Dictionary<string, AttributeValue> ItemOf(int key) => new() { ["h"] = new() { S = key.ToString(CultureInfo.InvariantCulture) } };
}
