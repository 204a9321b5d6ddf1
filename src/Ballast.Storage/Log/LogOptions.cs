using Ballast.Foundation;

namespace Ballast.Storage.Log;

/// <summary>The operator's choices for a node's write-ahead log. The log takes at most SegmentBytes × (SegmentCountMax + RecycledSegmentsMax).</summary>
public sealed record LogOptions
{
    private const int BlockBytes = LogFormat.BlockBytes;

    /// <summary>The length of a new segment, in bytes, a multiple of 4096. Existing segments keep theirs.</summary>
    public int SegmentBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The most segments that the log holds, the one prepared ahead included; an append beyond is answered with <see cref="AppendResult.Full"/>.</summary>
    public int SegmentCountMax { get; init; } = 64;

    /// <summary>
    /// The end of a segment that is kept for small records without which nothing goes on (promises, drops) while no next segment is ready, in bytes.
    /// So a node whose disk is full can still start, lead, and drop what fills it.
    /// </summary>
    public int ReservedBytes { get; init; } = 256 * 1024;

    /// <summary>The most trimmed segments that are kept for their next life instead of being deleted.</summary>
    public int RecycledSegmentsMax { get; init; } = 4;

    /// <summary>The largest record, its 36-byte header included. 16 MiB holds a transaction of 4 MiB with both its images, and any item.</summary>
    public int RecordBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>What may wait for the next sync, in bytes of the batches as they will be on disk. There are two such buffers.</summary>
    public int PendingBytesMax { get; init; } = 20 * 1024 * 1024;

    internal void Validate()
    {
        Invariant.Holds(SegmentBytes % BlockBytes == 0);
        Invariant.Holds(RecordBytesMax >= LogRecordHeader.Size);
        // Any record fits into an empty segment and into an empty buffer: header block, batch header, record, mark block.
        Invariant.Holds(ReservedBytes >= 0 && SegmentBytes >= LogFormat.AlignUp((long)BatchHeader.Size + RecordBytesMax) + ReservedBytes + 2 * BlockBytes);
        Invariant.Holds(PendingBytesMax >= (long)BatchHeader.Size + RecordBytesMax);
        Invariant.Holds(PendingBytesMax <= int.MaxValue / 2);
        Invariant.Holds(SegmentCountMax >= 2 && RecycledSegmentsMax >= 0);
    }
}
