namespace Ballast.Bench.Workloads;

/// <summary>What one measured operation does; the numbers index the recorder's histograms.</summary>
internal enum Operation
{
    Read = 0,
    Put = 1,
    Update = 2,
    Insert = 3,
    Scan = 4,
    ReadModifyWrite = 5,
    BatchPut = 6,
}

/// <summary>One operation on one key (of a batch: on its first key), and for a scan how many items.</summary>
internal readonly record struct PlannedOperation(Operation Operation, long Key, int ScanItems = 0);
