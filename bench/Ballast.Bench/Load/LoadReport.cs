using System.Diagnostics;
using Ballast.Bench.Measure;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Load;

/// <summary>Latencies of one kind of operation, in microseconds.</summary>
internal sealed record LatencyReport(string Operation, long Count, double Mean, double P50, double P90, double P99, double P999, double Max)
{
    public static LatencyReport From(string operation, LatencyHistogram latencies) => new(
        operation, latencies.Count, Micros(latencies.Mean), Micros(latencies.Percentile(50)), Micros(latencies.Percentile(90)),
        Micros(latencies.Percentile(99)), Micros(latencies.Percentile(99.9)), Micros(latencies.Max));

    private static double Micros(double nanos) => Math.Round(nanos / 1000, 1);
}

/// <summary>What one run measured; written as it is to JSON.</summary>
/// <remarks>
/// Seconds run from the end of the warm-up to the last answer, operations are the successful ones in that time, and the
/// generator's cost is the processor time (µs) and the bytes that it spent on each. Stolen is what the hypervisor kept from the machine.
/// </remarks>
internal sealed record LoadReport(
    string Workload, string Distribution, string Endpoint, string Table, long Records, int ItemBytes, int Connections, double? Rate,
    double Seconds, long Operations, double OperationsPerSecond, double GeneratorMicrosPerOperation,
    double GeneratorBytesPerOperation, long? StolenMilliseconds, IReadOnlyList<LatencyReport> Latencies, IReadOnlyDictionary<string, long> Errors)
{
    public static LoadReport From(LoadOptions options, Recorder recorder, long recordFrom, RunCost cost)
    {
        var all = new LatencyHistogram();
        var latencies = new List<LatencyReport>();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            if (recorder[operation] is not { } histogram)
                continue;
            all.Add(histogram);
            latencies.Add(LatencyReport.From(operation.ToString(), histogram));
        }
        if (latencies.Count > 1)
            latencies.Add(LatencyReport.From("All", all));
        var seconds = Math.Max(0, (double)(recorder.LastEndTicks - recordFrom) / Stopwatch.Frequency);
        var costed = Math.Max(all.Count, 1.0);
        return new LoadReport(
            options.Mix.Name, (options.Distribution ?? options.Mix.Distribution).ToString(), options.Endpoint.Host, options.Shape.Table,
            options.Records, options.Shape.ItemBytes, options.Connections, options.Rate, Math.Round(seconds, 3), all.Count,
            Math.Round(seconds > 0 ? all.Count / seconds : 0, 1), Math.Round(cost.Processor.TotalMicroseconds / costed, 2),
            Math.Round(cost.AllocatedBytes / costed, 2), cost.StolenMilliseconds, latencies, recorder.Errors);
    }
}
