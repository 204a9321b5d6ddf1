using Ballast.Foundation;

namespace Ballast.Histories.Recording;

/// <summary>One operation of one client on one item, from its invocation on.</summary>
/// <remarks>Stamps are readings of one clock, or ordinals. Of two operations the one precedes the other if it completed at a lower stamp than the other was invoked at.</remarks>
public sealed class RecordedOperation<TOperation, TResult>(int process, TOperation operation, long invoked)
{
    /// <summary>The stamp of what never completed.</summary>
    public const long Never = long.MaxValue;

    public int Process { get; } = process;
    public TOperation Operation { get; } = operation;
    public long Invoked { get; } = invoked;
    public long Completed { get; private set; } = Never;
    public Outcome Outcome { get; private set; } = Outcome.Unknown;

    /// <summary>Meaningful where the outcome is Ok.</summary>
    public TResult? Result { get; private set; }

    public void Succeed(long completed, TResult result)
    {
        Result = result;
        Complete(completed, Outcome.Ok);
    }

    public void Fail(long completed) => Complete(completed, Outcome.Failed);

    /// <summary>The same with nothing known of how it ended.</summary>
    public RecordedOperation<TOperation, TResult> Weakened() => new(Process, Operation, Invoked);

    public override string ToString()
    {
        var span = Completed == Never ? $"[{Invoked}, …" : $"[{Invoked}, {Completed}]";
        return $"{span} process {Process}: {Operation} -> {(Outcome == Outcome.Ok ? Result : Outcome)}";
    }

    private void Complete(long completed, Outcome outcome)
    {
        Invariant.Holds(Outcome == Outcome.Unknown && completed >= Invoked && completed < Never);
        (Completed, Outcome) = (completed, outcome);
    }
}
