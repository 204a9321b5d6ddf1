using Ballast.Histories.Models;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>Histories of reads and blind writes alone, in which no two writes leave the same state: decided by sorting.</summary>
/// <remarks>
/// Gibbons and Korach, Testing Shared Memories, 1997. A write and the reads that saw it stand together in any order: a cluster. With *f* its first
/// completion and *l* its last invocation, one cluster must come before another where the *f* of the one is below the *l* of the other.
/// An order exists unless two clusters must each come before the other. A cluster with f &lt; l is forward: it must be standing from f to l. Two forward
/// ones must not overlap, and none that is not forward may lie within a forward one.
/// </remarks>
internal sealed class UniqueValues<TState, TOperation, TResult>(ISequentialModel<TState, TOperation, TResult> model, TState initial)
    where TState : notnull
    where TOperation : notnull
{
    private readonly Dictionary<TState, Cluster<TOperation, TResult>> _clusters = new() { [initial] = new(null) };

    /// <summary>No verdict where the history is of another kind.</summary>
    public Verdict<TOperation, TResult>? TryCheck(IReadOnlyList<RecordedOperation<TOperation, TResult>> history)
    {
        var real = history.Where(static operation => operation.Outcome != Outcome.Failed).ToList();
        var reads = real.Where(operation => model.EffectOf(operation.Operation) == Effect.None && operation.Outcome == Outcome.Ok).ToList();
        if (!real.Where(operation => model.EffectOf(operation.Operation) != Effect.None).All(TryWrite))
            return null;
        foreach (var read in reads)
        {
            if (!model.TryObserve(read.Operation, read.Result!, out var seen))
                return null;
            if (!_clusters.TryGetValue(seen, out var cluster) || !EqualityComparer<TResult>.Default.Equals(model.Apply(seen, read.Operation).Result, read.Result))
                return Wrong(history.Count, [read]);
            if (cluster.Write is { } write && read.Completed < write.Invoked)
                return Wrong(history.Count, [write, read]);
            cluster.Add(read);
        }
        return Order([.. _clusters.Values.Where(static cluster => cluster.HasHappened)], history.Count);
    }

    private bool TryWrite(RecordedOperation<TOperation, TResult> write)
    {
        if (model.EffectOf(write.Operation) != Effect.Blind)
            return false;
        var (next, result) = model.Apply(initial, write.Operation);
        return (write.Outcome == Outcome.Unknown || EqualityComparer<TResult>.Default.Equals(result, write.Result)) && _clusters.TryAdd(next, new(write));
    }

    private static Verdict<TOperation, TResult> Order(List<Cluster<TOperation, TResult>> clusters, int steps)
    {
        var forward = clusters.Where(static cluster => cluster.IsForward).OrderBy(static cluster => cluster.FirstCompletion).ToList();
        for (var i = 1; i < forward.Count; i++)
            if (forward[i].FirstCompletion < forward[i - 1].LastInvocation)
                return Wrong(steps, forward[i - 1].Against(forward[i]));
        foreach (var cluster in clusters)
            if (!cluster.IsForward && Before(forward, cluster.LastInvocation) is { } around && cluster.FirstCompletion < around.LastInvocation)
                return Wrong(steps, around.Against(cluster));
        return new(Judgement.Linearizable, steps);
    }

    // The last of the forward clusters, which do not overlap, that stands below a stamp.
    private static Cluster<TOperation, TResult>? Before(List<Cluster<TOperation, TResult>> forward, long stamp)
    {
        var (low, high) = (0, forward.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (forward[middle].FirstCompletion < stamp)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : forward[low - 1];
    }

    private static Verdict<TOperation, TResult> Wrong(int steps, IEnumerable<RecordedOperation<TOperation, TResult>?> contradiction)
    {
        var core = contradiction.Where(static operation => operation is not null).Select(static operation => operation!).Distinct().OrderBy(static operation => operation.Invoked);
        return new(Judgement.NotLinearizable, steps, new([], null, [], [.. core]));
    }
}
