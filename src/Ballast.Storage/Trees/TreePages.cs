using System.Runtime.CompilerServices;
using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The pages of one tree, in memory and on disk: reading, copy-on-write, and which may be used again when.</summary>
/// <remarks>
/// Invariants. A page that a durable checkpoint, one under way or a snapshot refers to is never written and its number never
/// given away. A page of the current epoch has only ancestors of the current epoch. Changed pages are never evicted.
/// </remarks>
internal sealed class TreePages : IDisposable
{
    private readonly PageFile _file;
    private readonly PageCache _cache;
    private readonly PageTable _table = new();
    private readonly TreeFrames _frames;

    public TreePages(PageFile file, PageSpace space, PageCache cache)
    {
        Space = space;
        _file = file;
        _cache = cache;
        _frames = new TreeFrames(cache, _table);
        cache.AddTree();
    }

    public PageFile File => _file;
    public PageSpace Space { get; }
    public PageTable Table => _table;
    public TreeFrames Frames => _frames;

    /// <summary>Counts freezes; a page of this epoch is changed in place.</summary>
    public uint Epoch { get; private set; } = 1;

    /// <summary>Pages of older epochs that the current tree no longer uses.</summary>
    public List<uint> Superseded { get; private set; } = [];

    /// <summary>The bytes of a page, from memory or from disk; valid until the next call that reads or changes a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Get(PageRef reference, PageType type, int level)
    {
        var frame = _table.FrameOf(reference.Page);
        if (frame < 0)
            return _cache.BytesOf(Load(reference, type, level));
        ref var touched = ref _cache.SlabOf(frame).Touched[frame & Slab.FrameMask];
        if (!touched)
            touched = true;
        return _cache.BytesOf(frame);
    }

    /// <summary>Get, and keep its frame until <see cref="Unguard"/> while other pages are loaded.</summary>
    public void Guard(uint page) => _frames.Guarded = _table.FrameOf(page);

    public void Unguard() => _frames.Guarded = PageTable.NoFrame;

    public bool IsCurrent(uint page)
    {
        var frame = _table.FrameOf(page);
        return frame >= 0 && EpochOf(frame) == Epoch;
    }

    /// <summary>The page's newest bytes are only in memory.</summary>
    public bool IsChanged(uint page) => _table.FrameOf(page) is >= 0 and var frame && EpochOf(frame) != Slab.CleanEpoch;

    /// <summary>A page to change: itself if it is of this epoch, otherwise its content under a new number.</summary>
    public uint MakeCurrent(PageRef reference, PageType type, int level)
    {
        Get(reference, type, level);
        var frame = _table.FrameOf(reference.Page);
        var epoch = EpochOf(frame);
        if (epoch == Epoch)
            return reference.Page;
        frame = epoch == Slab.CleanEpoch ? TakeOver(reference.Page, frame) : CopyOf(frame);
        var page = Space.Allocate();
        PageLayout.SetPage(_cache.BytesOf(frame), page);
        Enter(page, frame);
        Free(reference.Page);
        return page;
    }

    /// <summary>A new page of this epoch.</summary>
    public uint Allocate(PageType type, int level, ulong slot)
    {
        var frame = _frames.Take();
        var page = Space.Allocate();
        PageLayout.Begin(_cache.BytesOf(frame), type, page, level, slot);
        Enter(page, frame);
        return page;
    }

    /// <summary>The bytes of a page of this epoch.</summary>
    public Span<byte> Current(uint page)
    {
        var frame = _table.FrameOf(page);
        Invariant.Holds(frame >= 0 && EpochOf(frame) == Epoch);
        return _cache.BytesOf(frame);
    }

    /// <summary>The current tree no longer uses the page.</summary>
    public void Free(uint page)
    {
        var frame = _table.FrameOf(page);
        if (frame < 0 || EpochOf(frame) != Epoch)
        {
            Superseded.Add(page);
            return;
        }
        // Born in this epoch: no checkpoint has seen it.
        _table.SetFrame(page, PageTable.NoFrame);
        _frames.DropDirty(frame, _frames.Dirty);
        Space.Free(page);
    }

    /// <summary>Begins a new epoch; returns what the one before no longer used.</summary>
    public List<uint> Freeze()
    {
        _frames.Freeze();
        Epoch++;
        var superseded = Superseded;
        Superseded = [];
        return superseded;
    }

    /// <summary>After a failed checkpoint: frozen pages that the tree has left need not be written by the next one.</summary>
    public void DropFrozenOf(List<uint> pages)
    {
        foreach (var page in pages)
        {
            var frame = _table.FrameOf(page);
            if (frame < 0 || EpochOf(frame) is var epoch && (epoch == Slab.CleanEpoch || epoch == Epoch))
                continue;
            _table.SetFrame(page, PageTable.NoFrame);
            _frames.DropDirty(frame, _frames.Frozen);
        }
    }

    /// <summary>Nothing needs the page any more: its number may be used again.</summary>
    public void Release(uint page)
    {
        var frame = _table.FrameOf(page);
        if (frame >= 0)
        {
            Invariant.Holds(EpochOf(frame) == Slab.CleanEpoch);
            _table.SetFrame(page, PageTable.NoFrame);
            _frames.DropClean(frame);
        }
        Space.Free(page);
    }

    /// <summary>The checksum by which a reader finds the page on disk: the published one, or the one that its parent carries.</summary>
    public PageRef Known(PageRef reference) =>
        _table.TryGetChecksum(reference.Page, out var checksum) ? reference with { Checksum = checksum } : reference;

    public void Dispose()
    {
        _frames.Dispose();
        _cache.RemoveTree();
    }

    private uint EpochOf(int frame) => _cache.SlabOf(frame).Epochs[frame & Slab.FrameMask];

    private void Enter(uint page, int frame)
    {
        _table.Begin(page, frame);
        _frames.AddDirty(frame, page, Epoch);
    }

    // What the old number means is on disk; a snapshot that wants it reads it there.
    private int TakeOver(uint page, int frame)
    {
        _table.SetFrame(page, PageTable.NoFrame);
        _frames.RemoveClean(frame);
        return frame;
    }

    // The checkpoint under way reads the frozen frame.
    private int CopyOf(int frame)
    {
        var copy = _frames.Take();
        _cache.BytesOf(frame).CopyTo(_cache.BytesOf(copy));
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Load(PageRef reference, PageType type, int level)
    {
        var known = Known(reference);
        var frame = _frames.Take();
        try
        {
            _file.Read(known, type, level, _cache.BytesOf(frame));
        }
        catch (IOException)
        {
            _frames.PutSpare(frame);
            throw;
        }
        _table.SetFrame(known.Page, frame);
        _table.SetChecksum(known.Page, known.Checksum);
        _frames.AddClean(frame, known.Page);
        return frame;
    }
}
