using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The sorted content of one storage replica: a B-tree in one file, copy-on-write since its last checkpoint.</summary>
/// <remarks>
/// Single-owner: one executor calls it (and its cursors and snapshots), without locks. A cache miss reads the disk there and
/// then. What is not checkpointed lives in memory only: the log has it. docs/design/storage-tree.md tells the story,
/// docs/formats/tree.md the bytes.
/// </remarks>
public sealed class BTree : IDisposable
{
    /// <summary>Keys have 1 to this many bytes: the longest encoded primary key fits, and one overflow page holds it.</summary>
    public const int KeyBytesMax = 7 * 1024;

    /// <summary>Values have at most this many bytes: a 400 KB item with its header fits.</summary>
    public const int ValueBytesMax = 512 * 1024;

    /// <summary>The owner's bytes in a checkpoint.</summary>
    public const int MetaBytesMax = Superblock.MetaBytesMax;

    // Deleting large values changes few pages and leaves many; the list of those is bounded too.
    private const int SupersededPagesMax = 1 << 20;

    private readonly TreeOptions _options;
    private readonly PageCache _cache;
    private readonly TreeEditor _editor;
    private readonly TreeCheckpoints _checkpoints;
    private Exception? _broken;
    private bool _isDisposed;

    internal BTree(PageFile file, PageSpace space, PageCache cache, TreeOptions options)
    {
        _options = options;
        _cache = cache;
        FileName = file.Name;
        Pages = new TreePages(file, space, cache);
        Keys = new TreeKeys(Pages);
        Values = new TreeValues(Pages);
        _editor = new TreeEditor(Pages, Keys, Values);
        _checkpoints = new TreeCheckpoints(Pages, options);
    }

    public string FileName { get; }

    /// <summary>The applied slot of the checkpoint in force: the log is replayed from the one after it.</summary>
    public Slot CheckpointSlot => _checkpoints.Durable.AppliedSlot;

    /// <summary>The owner's bytes of the checkpoint in force.</summary>
    public ReadOnlyMemory<byte> CheckpointMeta => _checkpoints.Durable.Meta;

    public ulong CheckpointSequence => _checkpoints.Durable.Sequence;

    /// <summary>Only one copy of the superblock is known to be good, after a crash, a failed checkpoint, or rot; the next checkpoint mends it.</summary>
    public bool HasOneSuperblock => !_checkpoints.BothCopiesGood;

    /// <summary>A checkpoint was begun and not yet completed.</summary>
    public bool IsCheckpointUnderWay => _checkpoints.IsUnderWay;

    public long ItemCount => _editor.ItemCount;

    /// <summary>The bytes of all keys and values.</summary>
    public long ContentBytes => _editor.ContentBytes;

    /// <summary>The bytes of all pages in use, those that wait to become free included.</summary>
    public long UsedBytes => Pages.Space.UsedPages * PageLayout.PageBytes;

    public long FileBytes => Pages.File.File.Length;

    /// <summary>The bytes of pages that no checkpoint in force has, those being written included.</summary>
    public long DirtyBytes => Pages.Frames.DirtyBytes;

    /// <summary>What snapshots keep from reuse.</summary>
    public long SnapshotBytes => _checkpoints.HeldBytes;

    /// <summary>So much has changed since the last freeze that a checkpoint is due.</summary>
    public bool NeedsCheckpoint =>
        Pages.Frames.ChangedBytes >= _options.CheckpointBytes
        || Pages.Superseded.Count >= SupersededPagesMax / 4
        || Pages.Frames.ChangedBytes > 0 && AtDirtyLimit;

    /// <summary>Writes are refused until a checkpoint completes, of this tree or (when the cache's budget is used up) of another.</summary>
    public bool AtDirtyLimit =>
        DirtyBytes >= _options.DirtyBytesMax && !_cache.IsStretched || _cache.IsAtDirtyLimit || Pages.Superseded.Count >= SupersededPagesMax;

    internal TreePages Pages { get; }
    internal TreeKeys Keys { get; }
    internal TreeValues Values { get; }
    internal TreeRoot Root => _editor.Root;

    /// <summary>Counts changes; a cursor is good for one value of it.</summary>
    internal long Changes { get; private set; }

    /// <summary>Creates an empty tree, durably. A crash on the way leaves no file of that name.</summary>
    /// <exception cref="DiskFullException">No room; nothing is left behind.</exception>
    public static BTree Create(IDisk disk, string fileName, PageCache cache, TreeOptions options) =>
        TreeBirth.Create(disk, fileName, cache, options);

    /// <summary>Opens a tree at its newest durable checkpoint.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TreeCorruptException">Neither superblock can be trusted.</exception>
    /// <exception cref="PageCorruptException">The allocation bitmap cannot be trusted.</exception>
    /// <exception cref="NewerFormatException">A newer release wrote it.</exception>
    public static BTree Open(IDisk disk, string fileName, PageCache cache, TreeOptions options) =>
        TreeBirth.Open(disk, fileName, cache, options);

    /// <summary>Finds a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="large">Where a large value is assembled; a small one is a span into the cache.</param>
    /// <param name="value">The value, valid until the next call on the tree or the next use of <paramref name="large"/>.</param>
    /// <exception cref="PageCorruptException">A page on the way is not what was written.</exception>
    public bool TryGet(ReadOnlySpan<byte> key, ByteBuffer large, out ReadOnlySpan<byte> value)
    {
        ThrowIfBroken();
        var root = _editor.Root;
        var reference = root.Reference;
        for (var level = root.Level; level > 0; level--)
        {
            var node = new NodePage(Pages.Get(reference, PageType.Internal, level));
            reference = node.Child(Keys.FindChild(node, key));
        }
        var leaf = new NodePage(Pages.Get(reference, PageType.Leaf, level: 0));
        var index = Keys.Find(leaf, key, out var found);
        value = found ? Values.Read(leaf, index, large) : default;
        return found;
    }

    /// <summary>Writes an item, replacing one of the same key. Neither span may point into this tree.</summary>
    /// <param name="key">1 to <see cref="KeyBytesMax"/> bytes.</param>
    /// <param name="value">At most <see cref="ValueBytesMax"/> bytes.</param>
    /// <param name="slot">The log position of the change; it marks the pages that it changes.</param>
    /// <exception cref="DirtyLimitException"><see cref="AtDirtyLimit"/> holds; nothing has changed.</exception>
    /// <exception cref="TreeFullException">The file is at its largest; nothing has changed.</exception>
    /// <exception cref="PageCorruptException">A page on the way is not what was written; the tree must be reopened or healed.</exception>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Slot slot)
    {
        Invariant.Holds(key.Length is > 0 and <= KeyBytesMax && value.Length <= ValueBytesMax);
        BeginChange();
        try
        {
            _editor.Put(key, value, slot.Value);
        }
        catch (Exception e)
        {
            _broken = e;
            throw;
        }
    }

    /// <summary>Removes an item; false when there is none. Errors as those of <see cref="Put"/>.</summary>
    public bool Delete(ReadOnlySpan<byte> key, Slot slot)
    {
        BeginChange();
        try
        {
            return _editor.Delete(key, slot.Value);
        }
        catch (Exception e)
        {
            _broken = e;
            throw;
        }
    }

    /// <summary>A cursor over the tree as it is; the next change ends its position.</summary>
    public TreeCursor OpenCursor() => new(this, null);

    /// <summary>The content of the checkpoint in force, kept while the tree moves on.</summary>
    public TreeSnapshot OpenSnapshot()
    {
        ThrowIfBroken();
        var snapshot = new TreeSnapshot(this, _checkpoints.Durable);
        _checkpoints.Add(snapshot);
        return snapshot;
    }

    /// <summary>The checksum of the content in [<paramref name="from"/>, <paramref name="to"/>); an empty <paramref name="to"/> means the end.</summary>
    public LogicalChecksum Checksum(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        using var cursor = OpenCursor();
        var checksum = default(LogicalChecksum);
        for (var more = cursor.Seek(from); more; more = cursor.Next())
        {
            if (!to.IsEmpty && cursor.CurrentKey.SequenceCompareTo(to) >= 0)
                break;
            // A long key stands in the cursor's buffer, so reading the value does not touch it; a short one stays in its guarded leaf.
            checksum = checksum.With(cursor.CurrentKey, cursor.CurrentValue);
        }
        return checksum;
    }

    /// <summary>Freezes what has changed and plans its writing. Writers go on; one checkpoint at a time.</summary>
    /// <param name="meta">The owner's bytes, at most <see cref="MetaBytesMax"/>, to come back as <see cref="CheckpointMeta"/>.</param>
    /// <param name="appliedSlot">Everything up to it, and nothing beyond it, is in the tree.</param>
    public CheckpointJob BeginCheckpoint(ReadOnlySpan<byte> meta, Slot appliedSlot)
    {
        ThrowIfBroken();
        return _checkpoints.Begin(_editor, meta, appliedSlot);
    }

    /// <summary>Takes in what a finished job did, a bounded part with each call; to be repeated while it says <see cref="CheckpointOutcome.More"/>.</summary>
    public CheckpointOutcome CompleteCheckpoint(CheckpointJob job) => _checkpoints.Complete(job);

    /// <summary>Returns a bounded number of clean frames when other trees wait for memory; an idle tree's owner calls it now and then.</summary>
    public void ReturnExcessFrames() => Pages.Frames.ReturnExcess();

    /// <summary>Reads and checks everything, from disk where it is on disk. No checkpoint may be under way.</summary>
    /// <exception cref="PageCorruptException">Something is not what was written.</exception>
    public void Verify()
    {
        ThrowIfBroken();
        Invariant.Holds(!_checkpoints.IsUnderWay);
        using var verifier = new TreeVerifier(Pages, Keys, Values, _checkpoints);
        verifier.Verify(_editor.Root, _editor.ItemCount, _editor.ContentBytes);
    }

    /// <summary>Closes the file and returns all frames; what no checkpoint has is forgotten. A job under way must have ended.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _checkpoints.RevokeAll();
        _broken ??= new ObjectDisposedException(FileName);
        Pages.Dispose();
        Keys.Dispose();
        Pages.File.File.Dispose();
    }

    internal void Adopt(Superblock durable, uint goodCopy, bool bothGood)
    {
        _editor.Root = durable.Root;
        _editor.ItemCount = durable.ItemCount;
        _editor.ContentBytes = durable.ContentBytes;
        _checkpoints.Adopt(durable, goodCopy, bothGood);
    }

    internal void Forget(TreeSnapshot snapshot) => _checkpoints.Remove(snapshot);

    internal void ThrowIfBroken()
    {
        if (_broken is not null)
            throw new TreeBrokenException(FileName, _broken);
    }

    private void BeginChange()
    {
        ThrowIfBroken();
        if (AtDirtyLimit)
            throw new DirtyLimitException(FileName, DirtyBytes);
        if (!Pages.Space.HasRoomForOperation)
            throw new TreeFullException(FileName);
        Changes++;
    }
}

/// <summary>What <see cref="BTree.CompleteCheckpoint"/> found.</summary>
public enum CheckpointOutcome
{
    /// <summary>Call again: the rest of the bookkeeping is for the next turn.</summary>
    More = 0,

    /// <summary>The checkpoint is durable and in force.</summary>
    Durable = 1,

    /// <summary>It failed (see <see cref="CheckpointJob.Failure"/>); the one before is in force, and another may be begun.</summary>
    Failed = 2,
}
