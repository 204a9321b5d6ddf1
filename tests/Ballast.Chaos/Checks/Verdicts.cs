using Ballast.Chaos.Clusters;
using Ballast.Chaos.Load;
using Ballast.Histories.Checking;
using Ballast.Histories.Items;
using Ballast.Histories.Reads;

namespace Ballast.Chaos.Checks;

/// <summary>Judges what clients saw.</summary>
public static class Verdicts
{
    // NodeLimits.StalenessMax, and what an answer may take from there to the client of a busy machine.
    private static readonly TimeSpan StalenessMax = TimeSpan.FromSeconds(5), Way = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong, and how many histories nobody could judge.</summary>
    public static (IReadOnlyList<string> Violations, int Undecided) Of(SeenByClients seen)
    {
        List<string> violations = [.. seen.WrongAnswers.Select(static answer => "answered: " + answer)];
        var report = new LinearizabilityChecker<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, ItemImage.Absent).CheckAll(seen.Histories);
        violations.AddRange(report.Wrong.Select(static wrong => $"not linearizable: {wrong.Key}: {wrong.Verdict}"));
        foreach (var (item, reads) in seen.EventualReads)
            violations.AddRange(Stale(seen, item, reads));
        return (violations, report.Undecided.Count());
    }

    private static IEnumerable<string> Stale(SeenByClients seen, ItemName item, List<EventualRead> reads)
    {
        var history = seen.Histories.Keys.Contains(item) ? seen.Histories.Of(item) : [];
        var bound = new StalenessBound(history, RunClock.Of(StalenessMax + Way));
        return reads.Select(bound.Violation).OfType<string>().Select(violation => $"stale: {item}: {violation}");
    }
}
