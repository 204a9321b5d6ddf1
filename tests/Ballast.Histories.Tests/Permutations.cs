using Ballast.Histories.Models;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests;

/// <summary>The definition itself: every order of every choice of what is unknown, one after the other. For a handful of operations.</summary>
internal static class Permutations
{
    public static bool Explain<TState, TOperation, TResult>(
        ISequentialModel<TState, TOperation, TResult> model, TState initial, IReadOnlyList<RecordedOperation<TOperation, TResult>> history)
        where TState : notnull
    {
        var known = history.Where(static operation => operation.Outcome == Outcome.Ok).ToList();
        var unknown = history.Where(static operation => operation.Outcome == Outcome.Unknown).ToList();
        for (var choice = 0; choice < 1 << unknown.Count; choice++)
        {
            var chosen = known.Concat(unknown.Where((_, i) => (choice >> i & 1) != 0)).ToArray();
            if (AnyOrder(chosen, 0, order => RespectsTime(order) && Replays(model, initial, order)))
                return true;
        }
        return false;
    }

    private static bool AnyOrder<T>(T[] items, int from, Func<T[], bool> holds)
    {
        if (from == items.Length)
            return holds(items);
        for (var i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            var found = AnyOrder(items, from + 1, holds);
            (items[from], items[i]) = (items[i], items[from]);
            if (found)
                return true;
        }
        return false;
    }

    private static bool RespectsTime<TOperation, TResult>(RecordedOperation<TOperation, TResult>[] order)
    {
        for (var i = 0; i < order.Length; i++)
            for (var later = i + 1; later < order.Length; later++)
                if (order[later].Completed < order[i].Invoked)
                    return false;
        return true;
    }

    private static bool Replays<TState, TOperation, TResult>(ISequentialModel<TState, TOperation, TResult> model, TState state, RecordedOperation<TOperation, TResult>[] order)
        where TState : notnull
    {
        foreach (var operation in order)
        {
            var (next, result) = model.Apply(state, operation.Operation);
            if (operation.Outcome == Outcome.Ok && !Equals(result, operation.Result))
                return false;
            state = next;
        }
        return true;
    }
}
