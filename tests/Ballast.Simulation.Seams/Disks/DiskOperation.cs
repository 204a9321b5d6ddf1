namespace Ballast.Simulation.Disks;

/// <summary>What was asked of a <see cref="SimulatedDisk"/>.</summary>
public enum DiskOperationKind
{
    Read,
    Write,
    SetLength,
    Sync,
    Create,
    Delete,
    Rename,
    SyncNames,
}

/// <summary>One operation that changes a disk, as its observer sees it before it happens.</summary>
/// <param name="Number">Counted from 1 over the life of the disk; reads are not counted.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Name">The file; empty for <see cref="DiskOperationKind.SyncNames"/>.</param>
/// <param name="Offset">Where a write begins, or the new length.</param>
/// <param name="Bytes">How long a write is.</param>
public readonly record struct DiskOperation(long Number, DiskOperationKind Kind, string Name, long Offset, int Bytes);

/// <summary>When the power goes, seen from one operation.</summary>
public enum PowerCut
{
    /// <summary>Nothing of the operation happens.</summary>
    Before,

    /// <summary>A write reaches the volatile cache, a sync brings some sectors to the medium; the caller hears of neither.</summary>
    Inside,
}

/// <summary>The power is gone: this call and all later ones on the same disk. Not an I/O error, since no program survives it.</summary>
public sealed class PowerCutException(string message) : Exception(message);
