using System.Numerics;
using Ballast.Foundation;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>Reads the pages of a held checkpoint for a replica that lacks them.</summary>
/// <remarks>
/// It works on an executor that may block, one call at a time, while the tree goes on upon its own: it touches only the file, whose pages of
/// this checkpoint nobody writes while the snapshot is held, and the snapshot's mark of being lost. That mark is set before any of
/// its pages may be written again, and looked at after each read: so what is returned is the checkpoint's, or nothing is. Needs no cache.
/// </remarks>
public sealed class CheckpointReader
{
    private readonly TreeSnapshot _snapshot;
    private readonly Superblock _superblock;
    private readonly PageFile _file;
    private readonly byte[] _page = new byte[PageLayout.PageBytes];
    private CheckpointHeader? _header;
    private PageWalk? _walk;

    internal CheckpointReader(TreeSnapshot snapshot, Superblock superblock, PageFile file) =>
        (_snapshot, _superblock, _file) = (snapshot, superblock, file);

    /// <summary>What a receiver needs first. Reads the checkpoint's bitmap, once.</summary>
    /// <exception cref="SnapshotLostException">The snapshot was revoked or disposed.</exception>
    /// <exception cref="PageCorruptException">A page of the bitmap is not what was written.</exception>
    public CheckpointHeader ReadHeader()
    {
        ThrowIfLost();
        return _header ??= new CheckpointHeader(_superblock.Root, (uint)_superblock.PageCount)
        {
            Sequence = _superblock.Sequence,
            Slot = _superblock.AppliedSlot,
            PageCount = CountPages(),
            ItemCount = _superblock.ItemCount,
            ContentBytes = _superblock.ContentBytes,
            Meta = _superblock.Meta,
        };
    }

    /// <summary>Reads the pages from a place on; null when the checkpoint has no such place.</summary>
    /// <param name="from"><see cref="CheckpointPosition.Start"/>, or what any reader of this checkpoint has called <see cref="CheckpointChunk.Next"/>.</param>
    /// <param name="bytesMax">The size of the chunk: at least <see cref="CheckpointChunk.BytesMin"/>; above <see cref="CheckpointChunk.BytesMax"/> it counts as that.</param>
    /// <exception cref="SnapshotLostException">The snapshot was revoked or disposed.</exception>
    /// <exception cref="PageCorruptException">A page is not what was written; the sender must heal itself.</exception>
    public CheckpointChunk? ReadChunk(CheckpointPosition from, int bytesMax)
    {
        Invariant.Holds(bytesMax >= CheckpointChunk.BytesMin);
        if (WalkAt(from) is not { } walk)
            return null;
        // It stands where its position says, after an exception too.
        _walk = walk;
        var pages = new byte[CheckpointChunk.PagesThatFit(bytesMax) * PageLayout.PageBytes];
        var bytes = 0;
        for (; bytes < pages.Length && !walk.IsAtEnd; bytes += PageLayout.PageBytes)
            ReadNext(walk, pages.AsSpan(bytes, PageLayout.PageBytes));
        return CheckpointChunk.Of(from, walk.Position, pages.AsSpan(0, bytes));
    }

    private PageWalk? WalkAt(CheckpointPosition from)
    {
        if (_walk?.Position.Equals(from) == true)
            return _walk;
        var walk = new PageWalk(ReadHeader());
        return walk.TrySeek(from, expected => Read(expected, _page)) ? walk : null;
    }

    private void ReadNext(PageWalk walk, Span<byte> target)
    {
        var expected = walk.Next;
        Read(expected, target);
        if (walk.Pass(target) is { } fault)
            throw new PageCorruptException(_file.Name, expected.Reference.Page, fault);
    }

    // A lost snapshot's pages may be overwritten, cut off, or their file closed: then what was read, or why it could not be, means nothing.
    private Span<byte> Read(ExpectedPage expected, Span<byte> target)
    {
        try
        {
            _file.Read(expected.Reference, expected.Type, expected.Level, target);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            ThrowIfLost();
            throw;
        }
        ThrowIfLost();
        return target;
    }

    private void ThrowIfLost()
    {
        // The mark is read after the page, not before.
        Interlocked.MemoryBarrier();
        if (_snapshot.IsLost)
            throw new SnapshotLostException(_file.Name, _superblock.Sequence);
    }

    private long CountPages()
    {
        var used = 0L;
        foreach (var reference in _superblock.Bitmap)
            foreach (var bits in Read(new ExpectedPage(reference, PageType.Bitmap, 0, 0), _page)[PageLayout.HeaderBytes..])
                used += BitOperations.PopCount(bits);
        return used - Superblock.Copies - _superblock.Bitmap.Length;
    }
}
