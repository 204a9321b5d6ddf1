using Ballast.Histories.Models;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>Decides whether histories of one item are linearizable. docs/design/histories.md tells how.</summary>
/// <remarks>Pure, and deterministic: the same history gives the same verdict after the same number of steps.</remarks>
public sealed class LinearizabilityChecker<TState, TOperation, TResult>(ISequentialModel<TState, TOperation, TResult> model, TState initial)
    where TState : notnull
    where TOperation : notnull
{
    /// <summary>Beyond these steps of the search a history is undecided. Memory is bounded by it too: a step keeps at most one place and one state.</summary>
    public long StepsMax { get; init; } = 8_000_000;

    /// <summary>Steps for each part of a history that is looked at for a contradiction.</summary>
    public long PartStepsMax { get; init; } = 100_000;

    /// <summary>In whatever order the operations come.</summary>
    public Verdict<TOperation, TResult> Check(IReadOnlyList<RecordedOperation<TOperation, TResult>> history) =>
        new UniqueValues<TState, TOperation, TResult>(model, initial).TryCheck(history) ?? Search(history);

    /// <summary>Each key's history, and an explanation of each that is wrong.</summary>
    public HistoryReport<TKey, TOperation, TResult> CheckAll<TKey>(HistoryRecorder<TKey, TOperation, TResult> recorded)
        where TKey : notnull =>
        HistoryReport<TKey, TOperation, TResult>.Of(recorded, history => Explain(history, Check(history)));

    /// <summary>A verdict of wrong with as few operations as contradict each other. It costs many checks: for histories that somebody will read.</summary>
    public Verdict<TOperation, TResult> Explain(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, Verdict<TOperation, TResult> verdict)
    {
        if (verdict.Judgement != Judgement.NotLinearizable)
            return verdict;
        var contradiction = new Contradiction<TOperation, TResult>(part => Search(part, PartStepsMax).Judgement == Judgement.NotLinearizable).Within(history, verdict.Explanation!);
        return verdict with { Explanation = verdict.Explanation! with { Contradiction = contradiction } };
    }

    /// <summary>The search, whatever the history is made of.</summary>
    internal Verdict<TOperation, TResult> Search(IReadOnlyList<RecordedOperation<TOperation, TResult>> history) => Search(history, StepsMax);

    // Plans that may find an order soon come first. One optional at a time is all there is where each overwrites what the one before it left.
    private Verdict<TOperation, TResult> Search(IReadOnlyList<RecordedOperation<TOperation, TResult>> history, long stepsMax)
    {
        if (Timeline<TOperation, TResult>.Of(model, history) is not { } timeline)
            return new(Judgement.Undecided, 0);
        var oneSuffices = !timeline.Optionals.Any(optional => model.EffectOf(optional.Operation) == Effect.Dependent);
        var steps = 0L;
        foreach (var plan in (Plan[])[Plan.UnknownFirst, Plan.KnownFirst, Plan.Whole])
        {
            var share = plan == Plan.Whole ? stepsMax - steps : stepsMax / Plan.ShareOfShort;
            var verdict = new Search<TState, TOperation, TResult>(model, initial, timeline, share, plan).Run();
            steps += verdict.Steps;
            if (verdict.Judgement == Judgement.Linearizable || plan == Plan.Whole || (oneSuffices && verdict.Judgement == Judgement.NotLinearizable))
                return verdict with { Steps = steps };
        }
        throw new InvalidOperationException("The whole plan comes last.");
    }
}
