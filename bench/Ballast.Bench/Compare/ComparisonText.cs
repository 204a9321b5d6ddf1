using System.Globalization;
using Ballast.Bench.Load;
using Ballast.Bench.Measure;

namespace Ballast.Bench.Compare;

/// <summary>A comparison for people: medians, and in brackets the smallest and the largest.</summary>
internal static class ComparisonText
{
    public static string Of(ComparisonReport report)
    {
        var first = report.Contenders[0].Name;
        var table = new TextTable(
            report.Title, "operations/s", "p50 µs", "p99 µs", $"{first} ÷ this: operations/s", "p50", "p99", "generator µs", "stolen ms", "errors");
        foreach (var c in report.Contenders)
        {
            table.Add(
                c.Name, Whole(c.OperationsPerSecond), Whole(c.P50), Whole(c.P99), Ratio(c.OperationsRatio), Ratio(c.P50Ratio),
                Ratio(c.P99Ratio), LoadReportText.Tenth(c.GeneratorMicros.Median),
                c.StolenMilliseconds is { } stolen ? Whole(stolen) : "?", LoadReportText.Whole(c.Errors));
        }
        return report.Repeated == 0
            ? table.ToString()
            : $"{table}\n{report.Repeated} runs were made again: too much time was stolen from the machine.\n";
    }

    private static string Whole(Spread spread) =>
        $"{LoadReportText.Whole(spread.Median)} ({LoadReportText.Whole(spread.Min)}–{LoadReportText.Whole(spread.Max)})";

    private static string Ratio(Spread spread) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median:F2} ({spread.Min:F2}–{spread.Max:F2})");
}
