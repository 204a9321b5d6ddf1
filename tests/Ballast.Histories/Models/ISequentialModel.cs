namespace Ballast.Histories.Models;

/// <summary>What one copy would do, to which operations come one after the other.</summary>
/// <remarks>Pure. States, operations and results are values: equal ones are interchangeable.</remarks>
public interface ISequentialModel<TState, TOperation, TResult>
    where TState : notnull
{
    Transition<TState, TResult> Apply(TState state, TOperation operation);

    Effect EffectOf(TOperation operation);

    /// <summary>Whether the operation, in whatever state it answers <paramref name="result"/>, leaves that state as it is.</summary>
    bool ChangesNothing(TOperation operation, TResult result);

    /// <summary>The whole state in which a reading operation gives this result, where the result tells all of it.</summary>
    bool TryObserve(TOperation operation, TResult result, out TState state);

    /// <summary>Marks that an operation left in a state and that this one looks for. With a result it also has those that its answer tells of.</summary>
    IEnumerable<string> MarksSeen(TOperation operation, TResult? result, bool hasResult);

    /// <summary>The operation with the mark that it leaves, unless it is one of those that somebody saw, exchanged for one that all such operations leave.</summary>
    TOperation WithoutMark(TOperation operation, IReadOnlySet<string> seen);

    /// <summary>An operation that leaves the same, and is asked for no answer.</summary>
    TOperation WithoutAnswer(TOperation operation);
}

/// <summary>The state behind an operation, and its answer.</summary>
public readonly record struct Transition<TState, TResult>(TState Next, TResult Result);

/// <summary>How far an operation's effect depends on the state.</summary>
public enum Effect
{
    /// <summary>It never changes anything.</summary>
    None,

    /// <summary>It leaves the same state and gives the same answer wherever it comes.</summary>
    Blind,

    /// <summary>It leaves the same state wherever it comes; its answer tells of the state before.</summary>
    Overwrite,

    Dependent,
}
