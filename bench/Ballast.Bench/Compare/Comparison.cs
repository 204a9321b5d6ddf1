using Ballast.Bench.Load;

namespace Ballast.Bench.Compare;

/// <summary>One of several that take the same load in turn.</summary>
internal sealed record Contender(string Name, LoadOptions Options);

/// <summary>Runs A B C A B C …, so that a machine which grows slower or faster meanwhile does so for all.</summary>
/// <param name="contenders">Who takes the load; the others are compared with the first.</param>
/// <param name="repetition">How many runs of each, and which do not count.</param>
/// <param name="progress">Hears of each run.</param>
internal sealed class Comparison(IReadOnlyList<Contender> contenders, Repetition repetition, Action<string> progress)
{
    /// <summary>One unrecorded run for each, then the measured ones.</summary>
    /// <param name="title">What is compared, for the report.</param>
    /// <param name="firstWarmUp">The length of the unrecorded runs: what a just-in-time compiler needs.</param>
    public ComparisonReport Execute(string title, TimeSpan firstWarmUp)
    {
        if (firstWarmUp > TimeSpan.Zero)
        {
            foreach (var contender in contenders)
                new LoadRun(contender.Options with { WarmUp = TimeSpan.Zero, Duration = firstWarmUp }).Execute();
        }
        var reports = contenders.Select(_ => new List<LoadReport>()).ToArray();
        var again = new RunsAgain(repetition);
        for (var run = 0; run < repetition.Runs; run++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var seeded = contenders[i].Options with { Seed = contenders[i].Options.Seed + (ulong)run };
                var report = again.Execute(() => new LoadRun(seeded).Execute());
                reports[i].Add(report);
                progress($"{title} {run + 1}/{repetition.Runs} {contenders[i].Name}: {LoadReportText.Whole(report.OperationsPerSecond)}/s");
            }
        }
        return ComparisonReport.From(title, [.. contenders.Select((contender, i) => (contender.Name, reports[i]))], again.Count);
    }
}
