namespace Ballast.Bench.Workloads;

/// <summary>Where a load loop takes its operations from.</summary>
internal interface IOperationSource
{
    /// <summary>False when there is nothing to do now; for good unless an operation that is still in flight fails.</summary>
    bool TryNext(out PlannedOperation operation);

    void Ended(PlannedOperation operation, bool succeeded);
}
