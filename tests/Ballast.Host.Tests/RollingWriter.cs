using System.Net.Sockets;

using Amazon.DynamoDBv2.Model;

namespace Ballast.Host.Tests;

/// <summary>Counts up one item, at whichever node answers.</summary>
internal sealed class RollingWriter(Cluster cluster, int key, string table)
{
    private int _node = key % 3 + 1;

    public int Key => key;
    public string Table => table;
    public int Acknowledged { get; private set; }
    public List<string> Faults { get; } = [];

    public async Task<RollingWriter> RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Faults.Count == 0)
            await TryAsync();
        return this;
    }

    private async Task TryAsync()
    {
        try
        {
            using var client = cluster.ClientOf(_node);
            await client.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table,
                Key = Cluster.ItemOf(key),
                UpdateExpression = "ADD n :one",
                ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
            });
            Acknowledged++;
        }
        catch (Exception e) when (IsRefused(e))
        {
            _node = _node % 3 + 1;
        }
        catch (Exception e)
        {
            Faults.Add(e.ToString());
        }
    }

    // The node is not there: by its port, or because it is known to be down.
    private static bool IsRefused(Exception e) =>
        e is InvalidOperationException { Message: var told } && told.EndsWith("does not run.", StringComparison.Ordinal)
        || e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
