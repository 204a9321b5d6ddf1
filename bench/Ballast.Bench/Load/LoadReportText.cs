using System.Globalization;
using Ballast.Bench.Measure;

namespace Ballast.Bench.Load;

/// <summary>A load's report for people.</summary>
internal static class LoadReportText
{
    public static string Of(LoadReport report)
    {
        var loop = report.Rate is { } rate ? $"open loop at {Whole(rate)}/s" : "closed loop";
        var table = new TextTable("operation", "count", "mean µs", "p50", "p90", "p99", "p99.9", "max");
        foreach (var l in report.Latencies)
        {
            table.Add(
                l.Operation, Whole(l.Count), Tenth(l.Mean), Tenth(l.P50), Tenth(l.P90), Tenth(l.P99), Tenth(l.P999), Tenth(l.Max));
        }
        var errors = report.Errors.Count == 0
            ? "no errors"
            : "errors: " + string.Join(", ", report.Errors.Select(error => $"{error.Key} {Whole(error.Value)}"));
        return $"""
            {report.Workload} ({report.Distribution}) on {report.Endpoint}: {Whole(report.Records)} items of {report.ItemBytes} bytes, {report.Connections} connections, {loop}
            {Whole(report.OperationsPerSecond)} operations/s over {Tenth(report.Seconds)} s; the generator used {Tenth(report.GeneratorMicrosPerOperation)} µs of processor for each; {Stolen(report.StolenMilliseconds)}{errors}

            {table}
            """;
    }

    private static string Stolen(long? milliseconds) =>
        milliseconds is { } known ? $"{Whole(known)} ms were stolen from the machine; " : "";

    public static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Tenth(double number) => number.ToString("N1", CultureInfo.InvariantCulture);
}
