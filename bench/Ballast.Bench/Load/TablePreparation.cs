using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;
using Ballast.Foundation;

namespace Ballast.Bench.Load;

/// <summary>Makes the table anew and writes its records.</summary>
internal sealed class TablePreparation(LoadOptions options)
{
    private const int PreparationConnections = 16;
    private static readonly TimeSpan StatusTimeMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StatusPause = TimeSpan.FromMilliseconds(50);
    private readonly ControlClient _client = new(options.Endpoint, options.NewSigner());

    /// <summary>Returns how long the records took.</summary>
    public TimeSpan Execute()
    {
        DropTable();
        CreateTable();
        var started = Stopwatch.GetTimestamp();
        WriteRecords();
        return Stopwatch.GetElapsedTime(started);
    }

    private string TableJson => "{\"TableName\":\"" + options.Shape.Table + "\"}";

    private void DropTable()
    {
        if (Status() is null)
            return;
        _client.CallOrThrow("DeleteTable", TableJson).Dispose();
        WaitFor(null);
    }

    private void CreateTable()
    {
        var json = string.Create(CultureInfo.InvariantCulture, $$"""
            {"TableName":"{{options.Shape.Table}}","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"{{ItemShape.KeyName}}","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"{{ItemShape.KeyName}}","KeyType":"HASH"}]}
            """);
        _client.CallOrThrow("CreateTable", json).Dispose();
        WaitFor("ACTIVE");
    }

    private void WriteRecords()
    {
        var items = (int)Math.Min(Bodies.BatchItemsMax, options.Records);
        var plan = new LoadPlan(PreparationConnections, Stopwatch.GetTimestamp(), 0, long.MaxValue, long.MaxValue, null, 0);
        var renderer = new RequestRenderer(
            options.Endpoint, options.Shape, options.NewSigner(), new Chance(options.Seed), new(false, items));
        new LoadLoop(options.Endpoint, plan, new BulkSource(options.Records, items), renderer, new Recorder()).Run();
    }

    private void WaitFor(string? status)
    {
        var started = Stopwatch.GetTimestamp();
        while (Status() != status)
        {
            if (Stopwatch.GetElapsedTime(started) > StatusTimeMax)
                throw new TimeoutException($"table {options.Shape.Table} is not {status ?? "gone"} after {StatusTimeMax}");
            Thread.Sleep(StatusPause);
        }
    }

    private string? Status()
    {
        var (status, body) = _client.Call("DescribeTable", TableJson);
        if (status == 200)
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.GetProperty("Table").GetProperty("TableStatus").GetString();
        }
        var error = ErrorBody.TypeOf(status, body);
        return error == "ResourceNotFoundException" ? null : throw new InvalidOperationException($"DescribeTable was answered by {error}");
    }
}
