using Ballast.Foundation;

namespace Ballast.Storage.Pages;

/// <summary>The page memory of a node, shared by all its trees, with a fixed budget.</summary>
/// <remarks>
/// Thread-safe, under a short lock: trees take and return frames in bulk, evict only their own clean pages, and touch frames
/// without any lock. A tree may use every free frame. When there is none left, a tree above its fair share evicts its own
/// pages and one below it asks (<see cref="HasWaiters"/>), upon which those above return some. Meanwhile it may overdraw:
/// memory is at most <see cref="CapacityBytes"/>, plus <see cref="DirtyBytesMax"/>, plus a path (eight frames) for every tree
/// and what the operations under way need.
/// Slabs are allocated when they are first needed, so an idle process stays small.
/// </remarks>
public sealed class PageCache
{
    /// <summary>The smallest budget: one slab.</summary>
    public const long CapacityBytesMin = Slab.Frames * (long)PageLayout.PageBytes;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly int _frameBudget;
    private Slab[] _slabs = [];
    private int _framesTaken;
    private int _trees;
    private int _dirtyFrames;
    private int _framesWanted;

    /// <param name="capacityBytes">The budget, at least <see cref="CapacityBytesMin"/>.</param>
    public PageCache(long capacityBytes)
    {
        Invariant.Holds(capacityBytes >= CapacityBytesMin);
        CapacityBytes = capacityBytes;
        _frameBudget = (int)(capacityBytes / PageLayout.PageBytes);
    }

    public long CapacityBytes { get; }

    /// <summary>What the changed pages of all trees may take: half of the budget. At it every tree is at its limit.</summary>
    public long DirtyBytesMax => CapacityBytes / 2;

    public long DirtyBytes => (long)Volatile.Read(ref _dirtyFrames) * PageLayout.PageBytes;

    /// <summary>Memory allocated so far.</summary>
    public long AllocatedBytes => (long)Volatile.Read(ref _slabs).Length * Slab.Frames * PageLayout.PageBytes;

    /// <summary>Some tree waits for frames: the others should <see cref="Trees.BTree.ReturnExcessFrames"/>.</summary>
    public bool HasWaiters => Volatile.Read(ref _framesWanted) > 0;

    /// <summary>While this is set, changed pages may take the whole budget, of any tree: a node that starts on a full disk has no other place for them.</summary>
    public bool IsStretched { get; set; }

    internal bool IsAtDirtyLimit => DirtyBytes >= (IsStretched ? CapacityBytes : DirtyBytesMax);

    /// <summary>What a tree may keep when others are short.</summary>
    internal int FairShareFrames => _frameBudget / Math.Max(1, Volatile.Read(ref _trees));

    internal Slab SlabOf(int frame) => _slabs[frame >> Slab.FrameShift];

    internal Span<byte> BytesOf(int frame) => _slabs[frame >> Slab.FrameShift].BytesOf(frame & Slab.FrameMask);

    internal void AddTree() => Interlocked.Increment(ref _trees);

    internal void RemoveTree() => Interlocked.Decrement(ref _trees);

    internal void CountDirty(int change) => Interlocked.Add(ref _dirtyFrames, change);

    /// <summary>Gives frames within the budget; returns how many.</summary>
    internal int Take(Span<int> frames)
    {
        lock (_lock)
        {
            var count = Math.Clamp(_frameBudget - _framesTaken, 0, frames.Length);
            for (var i = 0; i < count; i++)
                frames[i] = TakeOneUnderLock();
            return count;
        }
    }

    /// <summary>Gives a frame beyond the budget, to an operation that cannot go on without.</summary>
    internal int Overdraw()
    {
        lock (_lock)
            return TakeOneUnderLock();
    }

    internal void Return(ReadOnlySpan<int> frames)
    {
        lock (_lock)
        {
            foreach (var frame in frames)
                _free.Push(frame);
            _framesTaken -= frames.Length;
            _framesWanted = Math.Max(0, _framesWanted - frames.Length);
        }
    }

    /// <summary>Asks the other trees for frames; the sum of what is asked for is bounded by the budget.</summary>
    internal void AskFor(int frames)
    {
        lock (_lock)
            _framesWanted = Math.Min(_frameBudget, _framesWanted + frames);
    }

    private int TakeOneUnderLock()
    {
        if (_free.Count == 0)
            AddSlabUnderLock();
        _framesTaken++;
        return _free.Pop();
    }

    private void AddSlabUnderLock()
    {
        var first = _slabs.Length * Slab.Frames;
        // Readers on other executors keep the old array, which has every frame that they own.
        Volatile.Write(ref _slabs, [.. _slabs, new Slab()]);
        for (var i = Slab.Frames - 1; i >= 0; i--)
            _free.Push(first + i);
    }
}
