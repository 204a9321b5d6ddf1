using Ballast.Foundation.Buffers;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The sorted contents of one storage replica: a B-tree in one file, copy-on-write since its last checkpoint.</summary>
/// <remarks>Single-owner: one executor calls it. A cache miss reads the disk synchronously.</remarks>
public sealed class BTree : IDisposable
{
    public const int KeyBytesMax = 7 * 1024;
    public const int ValueBytesMax = 512 * 1024;
    public const int MetaBytesMax = 1024;

    public static BTree Create(IDisk disk, string fileName, PageCache cache, TreeOptions options) => throw new NotSupportedException();
    public static BTree Open(IDisk disk, string fileName, PageCache cache, TreeOptions options) => throw new NotSupportedException();

    /// <summary>The applied slot of the last durable checkpoint: the log is replayed from the next one.</summary>
    public Slot CheckpointSlot => throw new NotSupportedException();

    /// <summary>The owner's bytes of the last durable checkpoint.</summary>
    public ReadOnlyMemory<byte> CheckpointMeta => throw new NotSupportedException();

    public ulong CheckpointSequence => throw new NotSupportedException();
    public bool SuperblockWasMended => throw new NotSupportedException();
    public long ItemCount => throw new NotSupportedException();
    public long ContentBytes => throw new NotSupportedException();
    public long UsedBytes => throw new NotSupportedException();
    public long FileBytes => throw new NotSupportedException();
    public long DirtyBytes => throw new NotSupportedException();
    public bool NeedsCheckpoint => throw new NotSupportedException();
    public bool AtDirtyLimit => throw new NotSupportedException();

    /// <summary>Finds a value. A small one is a span into the cache, valid until the next call on the tree; a large one is assembled in <paramref name="large"/>.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, ByteBuffer large, out ReadOnlySpan<byte> value) => throw new NotSupportedException();

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Slot slot) => throw new NotSupportedException();
    public bool Delete(ReadOnlySpan<byte> key, Slot slot) => throw new NotSupportedException();
    public TreeCursor OpenCursor() => throw new NotSupportedException();
    public TreeSnapshot OpenSnapshot() => throw new NotSupportedException();
    public LogicalChecksum Checksum(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => throw new NotSupportedException();

    /// <summary>Freezes what is unwritten. One at a time; writers go on.</summary>
    public CheckpointJob BeginCheckpoint(ReadOnlySpan<byte> meta, Slot appliedSlot) => throw new NotSupportedException();

    /// <summary>Takes in what a finished job did, a bounded part with each call.</summary>
    public CheckpointOutcome CompleteCheckpoint(CheckpointJob job) => throw new NotSupportedException();

    public void ReturnExcessFrames() => throw new NotSupportedException();
    public void Verify() => throw new NotSupportedException();
    public void Dispose() => throw new NotSupportedException();
}

/// <summary>What <see cref="BTree.CompleteCheckpoint"/> found.</summary>
public enum CheckpointOutcome
{
    /// <summary>Call again: the rest of the bookkeeping is for the next turn.</summary>
    More = 0,

    /// <summary>The checkpoint is durable and in force.</summary>
    Durable = 1,

    /// <summary>It failed; the one before is still in force, and another may be begun.</summary>
    Failed = 2,
}

/// <summary>The writing of one checkpoint, on an executor that may block.</summary>
public sealed class CheckpointJob
{
    /// <summary>Writes a bounded part; false when the job is finished, well or not.</summary>
    public bool Step() => throw new NotSupportedException();
    public bool IsFinished => throw new NotSupportedException();
    public Exception? Failure => throw new NotSupportedException();
    public long BytesTotal => throw new NotSupportedException();
    public long BytesWritten => throw new NotSupportedException();
}

/// <summary>A position in the sorted content; a change of the tree ends it (seek again).</summary>
public sealed class TreeCursor : IDisposable
{
    /// <summary>Moves to the first key at or after <paramref name="key"/>.</summary>
    public bool Seek(ReadOnlySpan<byte> key) => throw new NotSupportedException();

    /// <summary>Moves to the last key before <paramref name="key"/>.</summary>
    public bool SeekBefore(ReadOnlySpan<byte> key) => throw new NotSupportedException();
    public bool SeekFirst() => throw new NotSupportedException();
    public bool SeekLast() => throw new NotSupportedException();
    public bool Next() => throw new NotSupportedException();
    public bool Previous() => throw new NotSupportedException();
    public bool IsValid => throw new NotSupportedException();
    public ReadOnlySpan<byte> CurrentKey => throw new NotSupportedException();
    public ReadOnlySpan<byte> CurrentValue => throw new NotSupportedException();
    public void Dispose() => throw new NotSupportedException();
}

/// <summary>The content at a checkpoint, kept while the tree moves on.</summary>
public sealed class TreeSnapshot : IDisposable
{
    public Slot Slot => throw new NotSupportedException();
    public ReadOnlyMemory<byte> Meta => throw new NotSupportedException();
    public bool IsLost => throw new NotSupportedException();
    public TreeCursor OpenCursor() => throw new NotSupportedException();
    public void Dispose() => throw new NotSupportedException();
}

/// <summary>A checksum over keys and values that does not depend on pages: of adjoining ranges it is the sum.</summary>
public readonly record struct LogicalChecksum(ulong Sum, long Items);
