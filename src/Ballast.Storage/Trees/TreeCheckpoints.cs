using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The owner's side of checkpoints: what is in force, what is under way, and which pages become free when.</summary>
/// <remarks>
/// A batch of pages that the tree left while checkpoint N was built is referred to by checkpoints before N. It becomes free
/// when N is durable in both superblocks and no snapshot older than N is left.
/// </remarks>
internal sealed class TreeCheckpoints(TreePages pages, TreeOptions options)
{
    /// <summary>One call of <see cref="Complete"/> treats at most so many pages.</summary>
    private const int PagesPerTurnMax = 4096;

    /// <summary>The file grows and is cut by this much (1 MiB).</summary>
    private const int ExtentPages = 128;

    private readonly Queue<FreedBatch> _held = new();
    private readonly Queue<List<uint>> _free = new();
    private readonly List<TreeSnapshot> _snapshots = [];
    private CheckpointJob? _job;
    private List<uint> _failedFreed = [];
    private uint[] _bitmapPages = [];
    private uint _goodCopy;
    private ulong _lastSequence;
    private int _drained;
    private bool _isInstalled;

    private readonly record struct FreedBatch(ulong Sequence, List<uint> Pages);

    /// <summary>The checkpoint in force.</summary>
    public Superblock Durable { get; private set; } = null!;

    /// <summary>Both copies of the superblock are known to hold <see cref="Durable"/>.</summary>
    public bool BothCopiesGood { get; private set; }

    public uint GoodCopy => _goodCopy;
    public bool IsUnderWay => _job is not null;
    public long HeldBytes { get; private set; }

    /// <summary>Pages in use that neither the tree nor its file's structure refers to: a verifier expects so many.</summary>
    public long WaitingPages =>
        pages.Superseded.Count + _failedFreed.Count + HeldBytes / PageLayout.PageBytes + _free.Sum(static batch => (long)batch.Count);

    public IReadOnlyList<uint> BitmapPages => _bitmapPages;

    /// <summary>Takes over what a file was opened with.</summary>
    public void Adopt(Superblock durable, uint goodCopy, bool bothGood)
    {
        (Durable, _goodCopy, BothCopiesGood) = (durable, goodCopy, bothGood);
        _lastSequence = durable.Sequence;
        _bitmapPages = Array.ConvertAll(durable.Bitmap, static reference => reference.Page);
    }

    public CheckpointJob Begin(TreeEditor tree, ReadOnlySpan<byte> meta, Slot appliedSlot)
    {
        Invariant.Holds(_job is null && meta.Length <= Superblock.MetaBytesMax);
        if (pages.Frames.Frozen.Count > 0)
            pages.DropFrozenOf(pages.Superseded);
        pages.Superseded.AddRange(_bitmapPages);
        var freed = pages.Freeze();
        freed.AddRange(_failedFreed);
        _failedFreed = [];
        pages.Space.TrimTail();
        _bitmapPages = pages.Space.AllocateBitmap();
        var plan = new CheckpointPlan
        {
            Sequence = ++_lastSequence,
            AppliedSlot = appliedSlot,
            Root = tree.Root,
            ItemCount = tree.ItemCount,
            ContentBytes = tree.ContentBytes,
            Meta = meta.ToArray(),
            GoodCopy = _goodCopy,
            FrozenFrames = pages.Frames.Frozen,
            BitmapPages = _bitmapPages,
            PageCount = pages.Space.PageCount,
            BitmapBits = CopyBits(),
            Freed = freed,
            Held = [.. _held.Select(static batch => batch.Pages), .. _free],
            FileBytes = PageFile.OffsetOf((uint)((pages.Space.PageCount + ExtentPages - 1) / ExtentPages * ExtentPages)),
        };
        _isInstalled = false;
        return _job = new CheckpointJob(pages, options, plan);
    }

    public CheckpointOutcome Complete(CheckpointJob job)
    {
        Invariant.Holds(job == _job && job.IsFinished);
        _goodCopy = job.GoodCopy;
        if (job.Written is not { } written)
            return Fail(job);
        if (!_isInstalled)
            Install(written, job.Plan.Freed);
        if (!pages.Frames.Thaw(PagesPerTurnMax) || !Drain())
            return CheckpointOutcome.More;
        _job = null;
        pages.Frames.ReturnExcess();
        return CheckpointOutcome.Durable;
    }

    public void Add(TreeSnapshot snapshot) => _snapshots.Add(snapshot);

    /// <summary>Ends a snapshot; what only it kept becomes free with the next checkpoint.</summary>
    public void Remove(TreeSnapshot snapshot)
    {
        _snapshots.Remove(snapshot);
        while (_held.TryPeek(out var batch) && !_snapshots.Exists(other => other.Sequence < batch.Sequence))
        {
            _held.Dequeue();
            HeldBytes -= batch.Pages.Count * (long)PageLayout.PageBytes;
            _free.Enqueue(batch.Pages);
        }
    }

    public void RevokeAll()
    {
        while (_snapshots.Count > 0)
            RevokeOldest();
    }

    // The superblock may have reached the disk although the job failed, so its pages stay as they are: frozen, and what the
    // tree has left since then waits for the next checkpoint.
    private CheckpointOutcome Fail(CheckpointJob job)
    {
        _failedFreed = job.Plan.Freed;
        _job = null;
        if (job.HasTouchedSuperblock)
        {
            BothCopiesGood = false;
            return CheckpointOutcome.Failed;
        }
        // Nothing refers to the bitmap that it may have written; tries on a full disk must not use up the file.
        foreach (var page in _bitmapPages)
            pages.Space.Free(page);
        _bitmapPages = [];
        return CheckpointOutcome.Failed;
    }

    private void Install(Superblock written, List<uint> freed)
    {
        Durable = written;
        BothCopiesGood = true;
        _isInstalled = true;
        if (_snapshots.Count == 0)
        {
            _free.Enqueue(freed);
            return;
        }
        _held.Enqueue(new FreedBatch(written.Sequence, freed));
        HeldBytes += freed.Count * (long)PageLayout.PageBytes;
        while (HeldBytes > options.SnapshotBytesMax && _snapshots.Count > 0)
            RevokeOldest();
    }

    // Snapshots are added in the order of their sequences.
    private void RevokeOldest()
    {
        var oldest = _snapshots[0];
        oldest.Revoke();
        Remove(oldest);
    }

    private bool Drain()
    {
        for (var turn = 0; turn < PagesPerTurnMax && _free.TryPeek(out var batch); turn++)
        {
            if (_drained < batch.Count)
            {
                pages.Release(batch[_drained++]);
                continue;
            }
            _free.Dequeue();
            _drained = 0;
        }
        return _free.Count == 0;
    }

    private byte[] CopyBits()
    {
        var bits = new byte[_bitmapPages.Length * PageLayout.PayloadBytes];
        pages.Space.CopyTo(bits);
        return bits;
    }
}
