using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

public enum Judgement
{
    /// <summary>The budget ran out. Never to be counted as a pass.</summary>
    Undecided,
    Linearizable,
    NotLinearizable,
}

/// <summary>What a check has come to, with how many steps of its budget.</summary>
public sealed record Verdict<TOperation, TResult>(Judgement Judgement, long Steps, Explanation<TOperation, TResult>? Explanation = null)
{
    /// <summary>An order that shows it, where the search found one. What is unknown and not needed is not in it.</summary>
    public IReadOnlyList<RecordedOperation<TOperation, TResult>>? Order { get; init; }

    public override string ToString() => Explanation is null ? $"{Judgement} after {Steps} steps" : $"{Judgement} after {Steps} steps\n{Explanation}";
}
