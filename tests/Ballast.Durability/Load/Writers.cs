using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Processes;

using static Ballast.Durability.Load.Shapes;
using static Ballast.Processes.Wire;

namespace Ballast.Durability.Load;

/// <summary>Concurrent writers: each owns its keys, all share the counters; every answer goes into the ledgers.</summary>
public sealed class Writers
{
    public const int WriterCount = 24;
    private const int KeysPerWriter = 30, SortsPerPartition = 6, CounterCount = 4, PadBytesMax = 1500, LargePadBytes = 30_000;
    private static readonly string[] Colors = ["red", "green", "blue", "black"];
    private readonly List<KeyLedger>[] _keys = new List<KeyLedger>[WriterCount];
    private long _acknowledged;
    private long _unknown;

    public Writers()
    {
        for (var writer = 0; writer < WriterCount; writer++)
            _keys[writer] = [.. Enumerable.Range(0, KeysPerWriter).Select(i => new KeyLedger($"w{writer}-{i / SortsPerPartition}", $"s{i % SortsPerPartition}"))];
        Counters = [.. Enumerable.Range(0, CounterCount).Select(static i => new CounterLedger($"c{i}"))];
    }

    public IEnumerable<KeyLedger> Keys => _keys.SelectMany(static keys => keys);
    public IReadOnlyList<CounterLedger> Counters { get; }
    public long Acknowledged => Interlocked.Read(ref _acknowledged);
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Writes until its server is gone or <paramref name="stop"/>; each writer has one client, and ends with its first unknown outcome or none.</summary>
    public async Task RunAsync(IReadOnlyList<DynamoClient> clients, Chance chance, CancellationToken stop)
    {
        var writers = new List<Task>();
        for (var writer = 0; writer < WriterCount; writer++)
            writers.Add(WriteAsync(clients[writer % clients.Count], _keys[writer], chance.Fork(), stop));
        await Task.WhenAll(writers);
    }

    private async Task WriteAsync(DynamoClient client, List<KeyLedger> keys, Chance chance, CancellationToken stop)
    {
        var answer = Answer.Done;
        while (answer != Answer.Unknown && !stop.IsCancellationRequested)
        {
            answer = chance.NextInt32(10) switch
            {
                < 3 => await CountAsync(client, Counters[chance.NextInt32(CounterCount)], chance.OneIn(2)),
                3 => await DeleteAsync(client, keys[chance.NextInt32(keys.Count)]),
                _ => await PutAsync(client, keys[chance.NextInt32(keys.Count)], chance),
            };
            if (answer == Answer.Unknown)
                Interlocked.Increment(ref _unknown);
            else
                Interlocked.Increment(ref _acknowledged);
        }
    }

    private static async Task<Answer> PutAsync(DynamoClient client, KeyLedger key, Chance chance)
    {
        var image = key.Send(chance.OneIn(3) ? null : Colors[chance.NextInt32(Colors.Length)], isDeletion: false);
        var item = new JsonObject
        {
            ["p"] = S(key.Partition), ["s"] = S(key.Sort), ["v"] = N(image.Version),
            ["pad"] = S(new string('x', chance.OneIn(40) ? LargePadBytes : chance.NextInt32(PadBytesMax))),
        };
        if (image.Color is not null)
            item["color"] = S(image.Color);
        // Versions only grow, so the condition must hold: one that fails saw a write that is not there.
        return Heard(key, image, await client.TryAsync("PutItem", new JsonObject
        {
            ["TableName"] = Records, ["Item"] = item, ["ConditionExpression"] = "attribute_not_exists(v) OR v < :v",
            ["ExpressionAttributeValues"] = new JsonObject { [":v"] = N(image.Version) },
        }));
    }

    private static async Task<Answer> DeleteAsync(DynamoClient client, KeyLedger key)
    {
        var image = key.Send(null, isDeletion: true);
        var body = new JsonObject { ["TableName"] = Records, ["Key"] = new JsonObject { ["p"] = S(key.Partition), ["s"] = S(key.Sort) } };
        return Heard(key, image, await client.TryAsync("DeleteItem", body));
    }

    private static Answer Heard(KeyLedger key, SentImage image, Answer answer)
    {
        if (answer == Answer.ConditionFailed)
            throw new InvalidOperationException($"A condition that must hold failed on {key.Partition}/{key.Sort}, version {image.Version}.");
        if (answer == Answer.Done)
            key.Acknowledge(image);
        return answer;
    }

    private static async Task<Answer> CountAsync(DynamoClient client, CounterLedger counter, bool conditional)
    {
        var body = new JsonObject
        {
            ["TableName"] = Shapes.Counters, ["Key"] = new JsonObject { ["p"] = S(counter.Name) },
            ["UpdateExpression"] = conditional ? "SET n = n + :one" : "ADD n :one",
            ["ExpressionAttributeValues"] = new JsonObject { [":one"] = N(1) },
        };
        if (conditional)
            body["ConditionExpression"] = "attribute_exists(n)";
        var answer = await client.TryAsync("UpdateItem", body);
        if (answer == Answer.Done)
            counter.Acknowledge();
        else if (answer == Answer.Unknown)
            counter.DoNotKnow();
        return answer;
    }
}
