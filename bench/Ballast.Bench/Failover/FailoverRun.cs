using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ballast.Bench.Failover;

/// <summary>How a node is ended.</summary>
internal enum Ending
{
    /// <summary>SIGKILL: nobody is told.</summary>
    Kill,

    /// <summary>SIGTERM: the node hands its leads over.</summary>
    Stop,
}

/// <summary>A cluster of three processes whose nodes are ended one after another, each while it leads a table.</summary>
/// <remarks>Leads are spread over the nodes, so with as many tables as nodes each end strikes a leader; the longest of the tables' gaps is the round's.</remarks>
internal sealed class FailoverRun : IDisposable
{
    private const int Nodes = 3;

    // A lead goes back to the node where it belongs when that has been well for ten seconds.
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(13), Before = TimeSpan.FromSeconds(1), After = TimeSpan.FromSeconds(4);
    private readonly FailoverNode[] _nodes;
    private readonly string[] _tables = [.. Enumerable.Range(1, Nodes).Select(static table => string.Create(CultureInfo.InvariantCulture, $"failover-{table}"))];

    public FailoverRun(string program, DirectoryInfo root)
    {
        var ports = FreePorts(2 * Nodes);
        var list = string.Join(',', Enumerable.Range(1, Nodes).Select(node => string.Create(CultureInfo.InvariantCulture, $"{node}/zone-{node}@127.0.0.1:{ports[node - 1]}")));
        _nodes = [.. Enumerable.Range(1, Nodes).Select(node => new FailoverNode(program, node, list, ports[Nodes + node - 1], Path.Combine(root.FullName, $"{node}")))];
        foreach (var node in _nodes)
            node.Start();
        foreach (var node in _nodes)
            node.WaitUntilReady();
        foreach (var table in _tables)
            MakeTable(table);
    }

    /// <summary>The gaps in acknowledged writes, one for each end of a node.</summary>
    public IEnumerable<TimeSpan> Measure(int rounds, Ending ending)
    {
        for (var round = 0; round < rounds; round++)
        {
            Thread.Sleep(Return);
            var victim = _nodes[round % Nodes];
            WriteGaps[] writes = [.. _tables.Select(table => new WriteGaps(table, _nodes.Where(node => node != victim)))];
            Thread.Sleep(Before);
            if (ending == Ending.Kill)
                victim.Kill();
            else
                victim.Stop();
            Thread.Sleep(After);
            yield return writes.Max(static write => write.End());
            victim.Start();
            victim.WaitUntilReady();
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
    }

    private void MakeTable(string table)
    {
        var client = _nodes[0].Client;
        client.CallOrThrow("CreateTable", $$"""{"TableName":"{{table}}","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"}]}""").Dispose();
        while (true)
            using (var described = client.CallOrThrow("DescribeTable", $$"""{"TableName":"{{table}}"}"""))
                if (described.RootElement.GetProperty("Table").GetProperty("TableStatus").GetString() == "ACTIVE")
                    return;
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
