using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>A write and the reads that saw what it wrote. What was there in the beginning has no write: it was written before everything.</summary>
internal sealed class Cluster<TOperation, TResult>(RecordedOperation<TOperation, TResult>? write)
{
    private readonly bool _known = write is not { Outcome: Outcome.Unknown };
    private bool _seen;
    private RecordedOperation<TOperation, TResult>? _first = write;
    private RecordedOperation<TOperation, TResult>? _last = write;

    public RecordedOperation<TOperation, TResult>? Write { get; } = write;

    /// <summary>Unknown, and seen by nobody: as if it never happened.</summary>
    public bool HasHappened => _known || _seen;

    public long FirstCompletion { get; private set; } = write?.Completed ?? long.MinValue;

    public long LastInvocation { get; private set; } = write?.Invoked ?? long.MinValue;

    public bool IsForward => FirstCompletion < LastInvocation;

    public void Add(RecordedOperation<TOperation, TResult> read)
    {
        _seen = true;
        if (read.Completed < FirstCompletion)
            (_first, FirstCompletion) = (read, read.Completed);
        if (read.Invoked > LastInvocation)
            (_last, LastInvocation) = (read, read.Invoked);
    }

    /// <summary>The operations that show that each must come before the other.</summary>
    public IEnumerable<RecordedOperation<TOperation, TResult>?> Against(Cluster<TOperation, TResult> other) => [Write, _first, _last, other.Write, other._first, other._last];
}
