namespace Ballast.Storage.Log;

/// <summary>What a log has done since it was opened.</summary>
/// <param name="Batches">Group commits.</param>
/// <param name="Records">Records in them.</param>
/// <param name="Bytes">Bytes written for them, headers and padding included.</param>
/// <param name="Syncs">Syncs on the commit path.</param>
/// <param name="SegmentsCreated">New files, filled with zeros.</param>
/// <param name="SegmentsRecycled">Trimmed files that began another life.</param>
public readonly record struct LogFigures(
    long Batches, long Records, long Bytes, long Syncs, long SegmentsCreated, long SegmentsRecycled);
