using Ballast.Bench.Load;

namespace Ballast.Bench.Compare;

/// <summary>One contender's runs. A ratio is the first contender's figure over this one's, run by run.</summary>
internal sealed record ContenderReport(
    string Name, Spread OperationsPerSecond, Spread P50, Spread P99, Spread OperationsRatio, Spread P50Ratio, Spread P99Ratio,
    Spread GeneratorMicros, Spread? StolenMilliseconds, long Errors, IReadOnlyList<LoadReport> Runs);

/// <summary>What a comparison found.</summary>
/// <param name="Repeated">Runs that were thrown away and made again because too much time was stolen from the machine meanwhile.</param>
internal sealed record ComparisonReport(string Title, IReadOnlyList<ContenderReport> Contenders, int Repeated)
{
    public static ComparisonReport From(string title, IReadOnlyList<(string Name, List<LoadReport> Runs)> contenders, int repeated = 0)
    {
        var first = contenders[0].Runs;
        return new ComparisonReport(title, [.. contenders.Select(contender => Of(contender.Name, contender.Runs, first))], repeated);
    }

    private static ContenderReport Of(string name, List<LoadReport> runs, List<LoadReport> first) => new(
        name,
        Spread.Of(runs.Select(Throughput)), Spread.Of(runs.Select(P50)), Spread.Of(runs.Select(P99)),
        Ratio(first, runs, Throughput), Ratio(first, runs, P50), Ratio(first, runs, P99),
        Spread.Of(runs.Select(run => run.GeneratorMicrosPerOperation)),
        runs.All(run => run.StolenMilliseconds is not null) ? Spread.Of(runs.Select(run => (double)run.StolenMilliseconds!)) : null,
        runs.Sum(run => run.Errors.Values.Sum()), runs);

    private static Spread Ratio(List<LoadReport> first, List<LoadReport> runs, Func<LoadReport, double> figure) =>
        Spread.Of(first.Zip(runs, (a, b) => figure(b) > 0 ? figure(a) / figure(b) : 0));

    private static double Throughput(LoadReport run) => run.OperationsPerSecond;

    // The last line is that of all operations together.
    private static double P50(LoadReport run) => run.Latencies.Count == 0 ? 0 : run.Latencies[^1].P50;

    private static double P99(LoadReport run) => run.Latencies.Count == 0 ? 0 : run.Latencies[^1].P99;
}
