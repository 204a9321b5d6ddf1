using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ballast.Storage.Pages;

/// <summary>A run of page frames in one pinned array, and what is known of each.</summary>
/// <remarks>A frame belongs to one tree at a time, and only its owner's executor touches its elements here.</remarks>
internal sealed class Slab
{
    public const int FrameShift = 8, Frames = 1 << FrameShift, FrameMask = Frames - 1;

    /// <summary>Epoch of a frame whose page is on disk just so.</summary>
    public const uint CleanEpoch = 0;

    // Pinned: never moved by the collector, and outside the compacted heap.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Frames * PageLayout.PageBytes, pinned: true);

    /// <summary>The page that the frame holds.</summary>
    public readonly uint[] Pages = new uint[Frames];

    /// <summary>The tree's epoch in which the page was changed; <see cref="CleanEpoch"/> when it was not.</summary>
    public readonly uint[] Epochs = new uint[Frames];

    /// <summary>Where the frame stands in the one <see cref="FrameList"/> that has it.</summary>
    public readonly int[] Positions = new int[Frames];

    /// <summary>The clock's mark: used since the hand last passed.</summary>
    public readonly bool[] Touched = new bool[Frames];

    // The index is masked, so the frame lies in the array; asking the array's length would read a cache line far from the page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> BytesOf(int index) => MemoryMarshal.CreateSpan(
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), (nint)((index & FrameMask) * PageLayout.PageBytes)), PageLayout.PageBytes);
}

/// <summary>An unordered set of frames with constant-time removal; each frame is in at most one.</summary>
internal sealed class FrameList(PageCache cache)
{
    private int[] _frames = new int[16];

    public int Count { get; private set; }
    public int this[int position] => _frames[position];
    public ReadOnlySpan<int> Frames => _frames.AsSpan(0, Count);

    public void Add(int frame)
    {
        if (Count == _frames.Length)
            Array.Resize(ref _frames, Count * 2);
        cache.SlabOf(frame).Positions[frame & Slab.FrameMask] = Count;
        _frames[Count++] = frame;
    }

    public void Remove(int frame)
    {
        var position = cache.SlabOf(frame).Positions[frame & Slab.FrameMask];
        Foundation.Invariant.Holds(position < Count && _frames[position] == frame);
        var last = _frames[--Count];
        _frames[position] = last;
        cache.SlabOf(last).Positions[last & Slab.FrameMask] = position;
    }

    public int RemoveLast() => _frames[--Count];

    public void Clear() => Count = 0;
}
