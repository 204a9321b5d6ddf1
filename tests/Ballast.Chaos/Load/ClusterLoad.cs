using System.Globalization;

using Ballast.Chaos.Clusters;
using Ballast.Chaos.Grounds;
using Ballast.Foundation;
using Ballast.Histories.Items;
using Ballast.Histories.Recording;
using Ballast.Processes;

namespace Ballast.Chaos.Load;

/// <summary>Clients of all nodes, on several tables.</summary>
public sealed class ClusterLoad : IDisposable
{
    private const int Tables = 6, ClientsPerTable = 4;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1.5), TablesMax = TimeSpan.FromSeconds(60), LookPause = TimeSpan.FromMilliseconds(200);
    private readonly List<DynamoClient> _nodes;
    private readonly List<Client> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private List<Task> _running = [];

    public ClusterLoad(Cluster cluster, Ground ground, Chance chance, RunClock clock)
    {
        Seen = new SeenByClients(clock);
        _nodes = [.. cluster.Nodes.Select(node => new DynamoClient(node.Endpoint, ground.ClientHandler(), AnswerMax))];
        for (var table = 0; table < Tables; table++)
        {
            var workload = new Workload(string.Create(CultureInfo.InvariantCulture, $"table-{table}"), chance.Fork(), clock);
            Workloads.Add(workload);
            for (var client = 0; client < ClientsPerTable; client++)
                _clients.Add(new Client(_clients.Count, workload, new Endpoints(_nodes, clock), Seen, () => clock.Now));
        }
    }

    public SeenByClients Seen { get; }
    public Gate Gate { get; } = new();
    public List<Workload> Workloads { get; } = [];

    /// <summary>Makes the tables, and waits until every node knows them.</summary>
    public async Task CreateTablesAsync(Cluster cluster, Ground ground)
    {
        using var deadline = new CancellationTokenSource(TablesMax);
        using var client = new DynamoClient(cluster.Nodes[0].Endpoint, ground.ClientHandler(), TablesMax);
        foreach (var workload in Workloads)
            await Wire.CreateTableAsync(client, ItemRequests.Table(workload.Table), deadline.Token);
        foreach (var node in _nodes)
            foreach (var workload in Workloads)
                while (!await KnowsAsync(node, workload.Table))
                    await Task.Delay(LookPause, deadline.Token);
    }

    public void Start() => _running = [.. _clients.Select(client => Task.Run(() => client.RunAsync(Gate, _stop.Token)))];

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Gate.Open();
        await Task.WhenAll(_running);
    }

    /// <summary>A consistent read of every item that was ever used; those that could not be read. What was lost contradicts the history that ends with it.</summary>
    public async Task<IReadOnlyList<ItemName>> ReadAllAsync(TimeSpan waitMax)
    {
        using var deadline = new CancellationTokenSource(waitMax);
        var left = Seen.Histories.Keys.ToList();
        while (left.Count > 0 && !deadline.IsCancellationRequested)
        {
            await Task.WhenAll(_clients.Select((client, share) => ReadAsync(client, [.. left.Where((_, i) => i % _clients.Count == share)], deadline.Token)));
            left = [.. left.Where(item => Seen.Histories.Of(item)[^1] is not { Operation: ItemOperation.Read, Outcome: Outcome.Ok })];
        }
        return left;
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        _stop.Dispose();
    }

    private static async Task ReadAsync(Client client, List<ItemName> items, CancellationToken deadline)
    {
        foreach (var item in items.TakeWhile(_ => !deadline.IsCancellationRequested))
            await client.DoAsync(new Chore(item, ChoreKind.Operation, new ItemOperation.Read()));
    }

    private static async Task<bool> KnowsAsync(DynamoClient node, string table)
    {
        try
        {
            var (answer, body, _) = await node.AskAsync("DescribeTable", new() { ["TableName"] = table });
            return answer == Answer.Done && body!["Table"]!["TableStatus"]!.GetValue<string>() == "ACTIVE";
        }
        catch (InvalidOperationException)
        {
            // It knows of no such table yet.
            return false;
        }
    }
}
