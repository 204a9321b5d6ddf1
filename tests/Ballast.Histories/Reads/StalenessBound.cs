using Ballast.Histories.Items;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Reads;

/// <summary>Eventually consistent reads of one item, whichever replica answered them: none sees a state that had been written over for longer than a bound.</summary>
/// <remarks>
/// For items whose every write leaves a text of its own, or nothing. What of two writes at the same time was the older nobody knows, so a state
/// counts as written over only by a write that began after the one that left it had completed.
/// </remarks>
public sealed class StalenessBound
{
    private readonly List<(string? Text, long Invoked, long Completed)> _writes = [];
    private readonly long _bound;

    /// <param name="history">Of the item, reads included.</param>
    /// <param name="bound">In the unit of its stamps.</param>
    public StalenessBound(IEnumerable<RecordedOperation<ItemOperation, ItemResult>> history, long bound)
    {
        _bound = bound;
        foreach (var operation in history)
            if (ItemHistory.MayHaveWritten(operation) && (operation.Operation is ItemOperation.Delete || ItemHistory.TextOf(operation.Operation) is not null))
                _writes.Add((ItemHistory.TextOf(operation.Operation), operation.Invoked, operation.Completed));
    }

    /// <summary>What is wrong with the read; null where nothing is.</summary>
    public string? Violation(EventualRead read)
    {
        var sources = _writes.Where(write => write.Text == read.Text && write.Invoked <= read.Completed).Select(static write => write.Completed).ToList();
        // Nothing was there in the beginning.
        if (read.Text is null)
            sources.Add(long.MinValue);
        if (sources.Count == 0)
            return $"{read} saw what nobody had written by then";
        var newest = sources.Max();
        var over = _writes.Where(write => write.Invoked > newest && write.Completed < read.Invoked - _bound).Select(static write => write.Completed).DefaultIfEmpty(long.MaxValue).Min();
        return over == long.MaxValue ? null : $"{read} saw what had been written over at {over}, more than {_bound} before";
    }
}
