using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The frames that one tree holds: spare, clean (in the order of a clock), changed, and frozen for a checkpoint.</summary>
internal sealed class TreeFrames(PageCache cache, PageTable table) : IDisposable
{
    /// <summary>Frames are taken from the pool and returned to it so many at a time at most; a small tree takes fewer.</summary>
    private const int BulkFrames = 16;

    /// <summary>A tree keeps these even when others are short, and may overdraw to have them: a path and its surroundings.</summary>
    private const int HeldFramesMin = 8;

    private const int NoFrame = PageTable.NoFrame;
    private readonly FrameList _clean = new(cache);
    private readonly int[] _spare = new int[BulkFrames * 2];
    private int _spareCount;
    private int _hand;

    /// <summary>Changed since the last freeze.</summary>
    public FrameList Dirty { get; private set; } = new(cache);

    /// <summary>Belongs to the checkpoint under way, or to one that failed.</summary>
    public FrameList Frozen { get; private set; } = new(cache);

    /// <summary>A clean frame that an operation is reading while it loads another; never evicted.</summary>
    public int Guarded { get; set; } = NoFrame;

    public PageCache Cache => cache;
    public long DirtyBytes => (long)(Dirty.Count + Frozen.Count) * PageLayout.PageBytes;
    public long ChangedBytes => (long)Dirty.Count * PageLayout.PageBytes;
    private int HeldFrames => _clean.Count + Dirty.Count + Frozen.Count + _spareCount;

    /// <summary>Makes what is frozen (left by a failed checkpoint) and what is changed the frozen set; proportional to the smaller.</summary>
    public void Freeze()
    {
        var (larger, smaller) = Dirty.Count >= Frozen.Count ? (Dirty, Frozen) : (Frozen, Dirty);
        foreach (var frame in smaller.Frames)
            larger.Add(frame);
        smaller.Clear();
        (Frozen, Dirty) = (larger, smaller);
    }

    /// <summary>A frame that is in no list: spare, from the pool, evicted, or beyond the budget.</summary>
    public int Take()
    {
        if (_spareCount == 0 && !TryRefill())
            _spare[_spareCount++] = EvictOrOverdraw();
        return _spare[--_spareCount];
    }

    public void AddClean(int frame, uint page)
    {
        Label(frame, page, Slab.CleanEpoch);
        _clean.Add(frame);
    }

    public void AddDirty(int frame, uint page, uint epoch)
    {
        Label(frame, page, epoch);
        Dirty.Add(frame);
        cache.CountDirty(1);
    }

    public void RemoveClean(int frame) => _clean.Remove(frame);

    public void DropClean(int frame)
    {
        _clean.Remove(frame);
        PutSpare(frame);
    }

    public void DropDirty(int frame, FrameList list)
    {
        list.Remove(frame);
        cache.CountDirty(-1);
        PutSpare(frame);
    }

    /// <summary>Turns up to <paramref name="framesMax"/> frozen frames clean; true when none is left.</summary>
    public bool Thaw(int framesMax)
    {
        var count = Math.Min(framesMax, Frozen.Count);
        for (var i = 0; i < count; i++)
        {
            var frame = Frozen.RemoveLast();
            AddClean(frame, cache.SlabOf(frame).Pages[frame & Slab.FrameMask]);
        }
        cache.CountDirty(-count);
        return Frozen.Count == 0;
    }

    /// <summary>Returns a bulk of clean frames to the pool when others wait and this tree has more than its share.</summary>
    public void ReturnExcess()
    {
        if (!cache.HasWaiters)
            return;
        var excess = Math.Min(BulkFrames, HeldFrames - Math.Max(HeldFramesMin, cache.FairShareFrames));
        while (excess-- > 0 && _spareCount < _spare.Length && TryEvict(out var frame))
            _spare[_spareCount++] = frame;
        ReturnSpare(0);
    }

    /// <summary>Returns everything; the tree is at its end.</summary>
    public void Dispose()
    {
        cache.CountDirty(-Dirty.Count - Frozen.Count);
        cache.Return(_clean.Frames);
        cache.Return(Dirty.Frames);
        cache.Return(Frozen.Frames);
        ReturnSpare(0);
        _clean.Clear();
        Dirty.Clear();
        Frozen.Clear();
    }

    private void Label(int frame, uint page, uint epoch)
    {
        var slab = cache.SlabOf(frame);
        slab.Pages[frame & Slab.FrameMask] = page;
        slab.Epochs[frame & Slab.FrameMask] = epoch;
        slab.Touched[frame & Slab.FrameMask] = false;
    }

    public void PutSpare(int frame)
    {
        if (_spareCount == _spare.Length)
            ReturnSpare(BulkFrames);
        _spare[_spareCount++] = frame;
    }

    private void ReturnSpare(int kept)
    {
        if (_spareCount <= kept)
            return;
        cache.Return(_spare.AsSpan(kept, _spareCount - kept));
        _spareCount = kept;
    }

    private bool TryRefill()
    {
        ReturnExcess();
        _spareCount = cache.Take(_spare.AsSpan(0, Math.Min(BulkFrames, 1 + HeldFrames / HeldFramesMin)));
        return _spareCount > 0;
    }

    private int EvictOrOverdraw()
    {
        if (HeldFrames < cache.FairShareFrames)
            cache.AskFor(BulkFrames);
        return _clean.Count >= HeldFramesMin && TryEvict(out var frame) ? frame : cache.Overdraw();
    }

    // Two rounds of the hand: the first may only clear marks.
    private bool TryEvict(out int frame)
    {
        for (var turn = 2 * _clean.Count; turn > 0; turn--)
        {
            if (_hand >= _clean.Count)
                _hand = 0;
            frame = _clean[_hand];
            if (frame != Guarded && !TakeMark(frame))
            {
                Evict(frame);
                return true;
            }
            _hand++;
        }
        frame = NoFrame;
        return false;
    }

    private void Evict(int frame)
    {
        var page = cache.SlabOf(frame).Pages[frame & Slab.FrameMask];
        Invariant.Holds(table.FrameOf(page) == frame);
        table.SetFrame(page, NoFrame);
        _clean.Remove(frame);
    }

    private bool TakeMark(int frame)
    {
        ref var mark = ref cache.SlabOf(frame).Touched[frame & Slab.FrameMask];
        var was = mark;
        mark = false;
        return was;
    }
}
