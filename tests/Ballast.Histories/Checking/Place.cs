using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>Where the search stands: before a completion, with some of the operations under way placed, in a state.</summary>
internal readonly record struct Place(int Completion, UInt128 Placed, int State);

/// <summary>A place, how it was reached, and what of it was tried.</summary>
internal sealed class Node<TOperation, TResult>(Place place, OptionalSet optionals, Path<TOperation, TResult>? path)
{
    public Place Place { get; } = place;
    public OptionalSet Optionals { get; } = optionals;
    public Path<TOperation, TResult>? Path { get; } = path;

    /// <summary>How many stages were tried.</summary>
    public int Tried { get; set; }

    /// <summary>States that placing optionals leads to, once they were asked for.</summary>
    public IReadOnlyList<Detour<TOperation, TResult>>? Detours { get; set; }
}

/// <summary>The order so far, from its end.</summary>
internal sealed record Path<TOperation, TResult>(RecordedOperation<TOperation, TResult> Last, Path<TOperation, TResult>? Before)
{
    public int Length { get; } = (Before?.Length ?? 0) + 1;

    public static IReadOnlyList<RecordedOperation<TOperation, TResult>> InOrder(Path<TOperation, TResult>? path)
    {
        var order = new List<RecordedOperation<TOperation, TResult>>();
        for (; path is not null; path = path.Before)
            order.Add(path.Last);
        order.Reverse();
        return order;
    }
}

/// <summary>A state that one optional or several lead to.</summary>
internal readonly record struct Detour<TOperation, TResult>(int State, OptionalSet Optionals, Path<TOperation, TResult>? Path);
