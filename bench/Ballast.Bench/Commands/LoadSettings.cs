using System.CommandLine;
using Ballast.Bench.Load;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Commands;

/// <summary>The options that every command which makes load shares.</summary>
internal sealed class LoadSettings
{
    private readonly Option<string> _table = new("--table") { Description = "The table to use.", DefaultValueFactory = _ => "usertable" };
    private readonly Option<long> _records = new("--records") { Description = "Items in the table.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _itemBytes = new("--item-bytes")
    {
        Description = "Size of an item as DynamoDB counts it.", DefaultValueFactory = _ => 900,
    };
    private readonly Option<int> _fields = new("--fields") { Description = "Fields of an item.", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Length of a run.", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _warmUp = new("--warm-up")
    {
        Description = "Seconds of load before a run that are not recorded.", DefaultValueFactory = _ => 2,
    };
    private readonly Option<int> _connections = new("--connections")
    {
        Description = "Connections, each with at most one request in flight.", DefaultValueFactory = _ => 64,
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Load threads that share the connections.", DefaultValueFactory = _ => 1,
    };
    private readonly Option<KeyDistribution?> _distribution = new("--distribution")
    {
        Description = "How popular keys are, if not as the workload says: uniform, zipfian, latest.",
    };
    private readonly Option<bool> _consistent = new("--consistent") { Description = "Ask for strongly consistent reads." };
    private readonly Option<string?> _accessKey = new("--access-key")
    {
        Description = "Sign every request with this key (without one, a well-formed signature is made once and repeated).",
    };
    private readonly Option<string?> _secretKey = new("--secret-key") { Description = "The secret of --access-key." };
    private readonly Option<string> _region = new("--region") { Description = "Region to sign for.", DefaultValueFactory = _ => "us-east-1" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all choices.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _table, _records, _itemBytes, _fields, _seconds, _warmUp, _connections, _threads, _distribution, _consistent,
            _accessKey, _secretKey, _region, _seed,
        })
            command.Options.Add(option);
    }

    public LoadOptions Read(ParseResult parsed, ServerAddress endpoint, Mix mix) => new()
    {
        Endpoint = endpoint,
        Mix = mix,
        Shape = new ItemShape(parsed.GetValue(_table)!, parsed.GetValue(_itemBytes), parsed.GetValue(_fields)),
        Records = parsed.GetValue(_records),
        Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
        WarmUp = TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
        Connections = parsed.GetValue(_connections),
        Threads = parsed.GetValue(_threads),
        Distribution = parsed.GetValue(_distribution),
        ConsistentReads = parsed.GetValue(_consistent),
        AccessKey = parsed.GetValue(_accessKey),
        SecretKey = parsed.GetValue(_secretKey),
        Region = parsed.GetValue(_region)!,
        Seed = parsed.GetValue(_seed),
    };

    public static Mix MixOf(string name) => Mix.Find(name) ?? throw new ArgumentException(
        $"there is no workload '{name}'; there are {string.Join(", ", Mix.All.Select(mix => mix.Name))}");
}
