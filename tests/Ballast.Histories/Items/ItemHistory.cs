using Ballast.Histories.Recording;

namespace Ballast.Histories.Items;

/// <summary>What a recorded operation on an item may have done.</summary>
public static class ItemHistory
{
    /// <summary>The text that the write leaves; null where it leaves none of its own.</summary>
    public static string? TextOf(ItemOperation operation) => operation switch
    {
        ItemOperation.Put put => put.Text,
        ItemOperation.Update update => update.Set,
        _ => null,
    };

    /// <summary>Whether it is a write that has happened, or may have.</summary>
    public static bool MayHaveWritten(RecordedOperation<ItemOperation, ItemResult> operation) =>
        operation.Operation is ItemOperation.Write && operation.Outcome != Outcome.Failed && (operation.Outcome == Outcome.Unknown || operation.Result.ConditionHeld);

    /// <summary>The texts that were written, and those that may have been, with when.</summary>
    public static IEnumerable<(string Text, long Invoked, long Completed)> Texts(IEnumerable<RecordedOperation<ItemOperation, ItemResult>> history) =>
        from operation in history
        where MayHaveWritten(operation) && TextOf(operation.Operation) is not null
        select (TextOf(operation.Operation)!, operation.Invoked, operation.Completed);
}
