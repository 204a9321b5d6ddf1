using Ballast.Foundation;
using Ballast.Histories.Items;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests.Generated;

/// <summary>Changes one thing in a history. It may still be linearizable.</summary>
internal static class Mutation
{
    public static List<RecordedOperation<ItemOperation, ItemResult>> Of(List<RecordedOperation<ItemOperation, ItemResult>> history, Chance chance)
    {
        var answered = history.Where(static operation => operation.Outcome == Outcome.Ok).ToList();
        if (answered.Count == 0)
            return history;
        var (victim, other) = (answered[chance.NextInt32(answered.Count)], answered[chance.NextInt32(answered.Count)]);
        var changed = chance.NextInt32(6) switch
        {
            0 => With(victim, victim.Operation, victim.Invoked, victim.Completed, other.Result),
            1 => With(victim, victim.Operation, victim.Invoked, victim.Completed, victim.Result with { ConditionHeld = !victim.Result.ConditionHeld }),
            2 => With(victim, other.Operation, victim.Invoked, victim.Completed, victim.Result),
            3 => With(victim, victim.Operation, other.Invoked, Math.Max(other.Invoked, other.Completed), victim.Result),
            4 => With(victim, victim.Operation, victim.Invoked, victim.Completed, victim.Result with { Image = victim.Result.Image with { Count = victim.Result.Image.Count + 1 } }),
            _ => Failed(victim),
        };
        return [.. history.Select(operation => operation == victim ? changed : operation).OrderBy(static operation => operation.Invoked)];
    }

    private static RecordedOperation<ItemOperation, ItemResult> With(RecordedOperation<ItemOperation, ItemResult> of, ItemOperation operation, long invoked, long completed, ItemResult result)
    {
        var changed = new RecordedOperation<ItemOperation, ItemResult>(of.Process, operation, invoked);
        changed.Succeed(completed, result);
        return changed;
    }

    private static RecordedOperation<ItemOperation, ItemResult> Failed(RecordedOperation<ItemOperation, ItemResult> of)
    {
        var changed = new RecordedOperation<ItemOperation, ItemResult>(of.Process, of.Operation, of.Invoked);
        changed.Fail(of.Completed);
        return changed;
    }
}
