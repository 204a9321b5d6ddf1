using Ballast.Histories.Models;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>A history as its completions, in their order. By each, the operation that completes there has had its place.</summary>
/// <remarks>
/// What has a known result is *required*, and what is unknown and may have changed something is *optional*. Each required operation has a bit
/// while it is under way; bits are used again. An operation that is invoked at the stamp at which another completes runs at the same time as that.
/// </remarks>
internal sealed class Timeline<TOperation, TResult>
    where TOperation : notnull
{
    /// <summary>Required operations under way at one time: as many as a mask has bits.</summary>
    public const int ConcurrencyMax = 128;

    private Timeline(IReadOnlyList<Required<TOperation, TResult>> completions, IReadOnlyList<Required<TOperation, TResult>[]> underWay, IReadOnlyList<Optional<TOperation, TResult>> optionals, IReadOnlyList<int> optionalsBy)
    {
        Completions = completions;
        UnderWay = underWay;
        Optionals = optionals;
        OptionalsBy = optionalsBy;
    }

    public IReadOnlyList<Required<TOperation, TResult>> Completions { get; }

    /// <summary>For each completion the required operations invoked by then and not completed before, the first to complete first: itself.</summary>
    public IReadOnlyList<Required<TOperation, TResult>[]> UnderWay { get; }

    /// <summary>In the order of invocation.</summary>
    public IReadOnlyList<Optional<TOperation, TResult>> Optionals { get; }

    /// <summary>For each completion, how many of the optionals were invoked by then.</summary>
    public IReadOnlyList<int> OptionalsBy { get; }

    /// <summary>None where more run at a time than <see cref="ConcurrencyMax"/>.</summary>
    public static Timeline<TOperation, TResult>? Of<TState>(ISequentialModel<TState, TOperation, TResult> model, IEnumerable<RecordedOperation<TOperation, TResult>> history)
        where TState : notnull
    {
        var operations = history.Where(static operation => operation.Outcome != Outcome.Failed).ToList();
        var required = operations.Where(static operation => operation.Outcome == Outcome.Ok).OrderBy(static operation => operation.Invoked).ToList();
        var completions = required.OrderBy(static operation => operation.Completed).ToList();
        var seen = operations.SelectMany(operation => model.MarksSeen(operation.Operation, operation.Result, operation.Outcome == Outcome.Ok)).ToHashSet();
        var optionals = OptionalsOf(model, operations, seen);
        var kinds = new Dictionary<(TOperation, TResult), int>();
        var (live, ordered, underWay, counts) = (new List<Required<TOperation, TResult>>(), new List<Required<TOperation, TResult>>(), new List<Required<TOperation, TResult>[]>(), new List<int>());
        var (free, next, optionalCount) = (UInt128.MaxValue, 0, 0);
        foreach (var completing in completions)
        {
            for (; next < required.Count && required[next].Invoked <= completing.Completed; next++)
            {
                if (free == 0)
                    return null;
                var bit = UInt128.One << (int)UInt128.TrailingZeroCount(free);
                free ^= bit;
                var (operation, result) = (model.WithoutMark(required[next].Operation, seen), required[next].Result!);
                kinds.TryAdd((operation, result), kinds.Count);
                live.Add(new(required[next], operation, bit, kinds[(operation, result)], model.ChangesNothing(operation, result), model.EffectOf(operation)));
            }
            while (optionalCount < optionals.Count && optionals[optionalCount].Recorded.Invoked <= completing.Completed)
                optionalCount++;
            var done = live.Single(operation => ReferenceEquals(operation.Recorded, completing));
            ordered.Add(done);
            counts.Add(optionalCount);
            live.Remove(done);
            underWay.Add([done, .. live.OrderBy(static operation => operation.Recorded.Completed)]);
            free |= done.Bit;
        }
        return new(ordered, underWay, optionals, counts);
    }

    // Those that nobody can tell from each other are made equal, so that which of them is placed is no question.
    private static List<Optional<TOperation, TResult>> OptionalsOf<TState>(ISequentialModel<TState, TOperation, TResult> model, List<RecordedOperation<TOperation, TResult>> operations, HashSet<string> seen)
        where TState : notnull
    {
        var last = new Dictionary<TOperation, int>();
        var optionals = new List<Optional<TOperation, TResult>>();
        foreach (var recorded in operations.Where(static operation => operation.Outcome == Outcome.Unknown).OrderBy(static operation => operation.Invoked))
        {
            if (model.EffectOf(recorded.Operation) == Effect.None)
                continue;
            var operation = model.WithoutAnswer(model.WithoutMark(recorded.Operation, seen));
            optionals.Add(new(recorded, operation, last.GetValueOrDefault(operation, Optional.None)));
            last[operation] = optionals.Count - 1;
        }
        return optionals;
    }
}

/// <summary>An operation with a known result. Of one kind are those that nobody can tell from each other.</summary>
internal sealed record Required<TOperation, TResult>(RecordedOperation<TOperation, TResult> Recorded, TOperation Operation, UInt128 Bit, int Kind, bool ChangesNothing, Effect Effect)
{
    /// <summary>Where it comes makes no difference to the state behind it.</summary>
    public bool Overwrites => Effect is Effect.Blind or Effect.Overwrite;
}

/// <summary>An operation of unknown outcome. Of equal ones the earlier is placed first: it can stand wherever the later one can.</summary>
internal sealed record Optional<TOperation, TResult>(RecordedOperation<TOperation, TResult> Recorded, TOperation Operation, int EqualBefore);

internal static class Optional
{
    public const int None = -1;
}
