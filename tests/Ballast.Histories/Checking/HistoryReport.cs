using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>The verdicts on the histories of many keys.</summary>
public sealed class HistoryReport<TKey, TOperation, TResult>
    where TKey : notnull
{
    private readonly List<(TKey Key, Verdict<TOperation, TResult> Verdict)> _verdicts = [];
    private readonly int _operations;

    private HistoryReport(int operations) => _operations = operations;

    /// <summary>Each with what contradicts itself.</summary>
    public IEnumerable<(TKey Key, Verdict<TOperation, TResult> Verdict)> Wrong => _verdicts.Where(static of => of.Verdict.Judgement == Judgement.NotLinearizable);

    public IEnumerable<TKey> Undecided => _verdicts.Where(static of => of.Verdict.Judgement == Judgement.Undecided).Select(static of => of.Key);

    /// <summary>Whether every history was judged, and every one linearizable.</summary>
    public bool IsRight => _verdicts.TrueForAll(static of => of.Verdict.Judgement == Judgement.Linearizable);

    public override string ToString() =>
        $"{_verdicts.Count} items, {_operations} operations, {Wrong.Count()} not linearizable, {Undecided.Count()} undecided{string.Concat(Wrong.Select(static of => $"\n{of.Key}: {of.Verdict}"))}";

    internal static HistoryReport<TKey, TOperation, TResult> Of(
        HistoryRecorder<TKey, TOperation, TResult> recorded, Func<IReadOnlyList<RecordedOperation<TOperation, TResult>>, Verdict<TOperation, TResult>> judge)
    {
        var report = new HistoryReport<TKey, TOperation, TResult>(recorded.Count);
        foreach (var key in recorded.Keys)
            report._verdicts.Add((key, judge(recorded.Of(key))));
        return report;
    }
}
