using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>Makes a history that is not linearizable smaller, as long as it stays so.</summary>
/// <remarks>
/// No write is ever left out, for that could make a good history bad. An operation is only weakened: whether it happened is taken
/// for unknown. So what remains contradicts itself, and so does the whole.
/// </remarks>
internal sealed class Contradiction<TOperation, TResult>(Func<IReadOnlyList<RecordedOperation<TOperation, TResult>>, bool> isWrong)
{
    /// <summary>Operations of which none can be spared, as far as the budget of a part shows; none where it is not enough for the whole.</summary>
    public IReadOnlyList<RecordedOperation<TOperation, TResult>> Within(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, Explanation<TOperation, TResult> explanation)
    {
        var known = history.Where(static operation => operation.Outcome == Outcome.Ok).ToList();
        var start = Start(history, known, explanation);
        if (start is null)
            return explanation.Contradiction;
        for (var size = (start.Count + 1) / 2; size > 0; size = size > 1 ? (size + 1) / 2 : WithoutOnesUntilNoneGoes(history, start))
            start = WithoutChunks(history, start, size);
        return start;
    }

    private List<RecordedOperation<TOperation, TResult>>? Start(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, List<RecordedOperation<TOperation, TResult>> known, Explanation<TOperation, TResult> explanation)
    {
        List<RecordedOperation<TOperation, TResult>>[] starts =
        [
            [.. explanation.Contradiction.Where(static operation => operation.Outcome == Outcome.Ok)],
            explanation.Blocked is { } blocked ? [.. known.Where(operation => operation.Completed <= blocked.Completed)] : known,
            known,
        ];
        return Array.Find(starts, start => StaysWrong(history, start));
    }

    private int WithoutOnesUntilNoneGoes(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, List<RecordedOperation<TOperation, TResult>> known) =>
        known.Exists(operation => StaysWrong(history, [.. known.Where(other => other != operation)])) ? 1 : 0;

    private List<RecordedOperation<TOperation, TResult>> WithoutChunks(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, List<RecordedOperation<TOperation, TResult>> known, int size)
    {
        for (var at = 0; at < known.Count;)
        {
            List<RecordedOperation<TOperation, TResult>> rest = [.. known.Take(at), .. known.Skip(at + size)];
            if (StaysWrong(history, rest))
                known = rest;
            else
                at += size;
        }
        return known;
    }

    // What began only after the last of them has completed cannot matter to them.
    private bool StaysWrong(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, List<RecordedOperation<TOperation, TResult>> known)
    {
        if (known.Count == 0)
            return false;
        var (end, kept) = (known.Max(static operation => operation.Completed), known.ToHashSet());
        return isWrong([.. history.Where(operation => operation.Invoked <= end && operation.Outcome != Outcome.Failed).Select(operation => kept.Contains(operation) ? operation : operation.Weakened())]);
    }
}
