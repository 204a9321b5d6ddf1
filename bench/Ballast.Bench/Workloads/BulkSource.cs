namespace Ballast.Bench.Workloads;

/// <summary>Every prepared key once, in batches; a batch that failed is written again.</summary>
/// <remarks>The last batch reaches back over keys already written rather than be shorter: puts may be repeated.</remarks>
internal sealed class BulkSource(long records, int batchItems) : IOperationSource
{
    private const int FailuresMax = 10_000;
    private readonly Queue<long> _again = [];
    private long _next;
    private int _failures;

    public bool TryNext(out PlannedOperation operation)
    {
        if (_again.TryDequeue(out var key))
        {
            operation = new(Operation.BatchPut, key);
            return true;
        }
        operation = new(Operation.BatchPut, Math.Min(_next, records - batchItems));
        if (_next >= records)
            return false;
        _next += batchItems;
        return true;
    }

    public void Ended(PlannedOperation operation, bool succeeded)
    {
        if (succeeded)
            return;
        if (++_failures > FailuresMax)
            throw new InvalidOperationException($"{FailuresMax} batches failed: the endpoint does not take the records");
        _again.Enqueue(operation.Key);
    }
}
