using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>What a checkpoint is to write, as it stood when it began.</summary>
internal sealed class CheckpointPlan
{
    public required ulong Sequence { get; init; }
    public required Slot AppliedSlot { get; init; }
    public required TreeRoot Root { get; init; }
    public required long ItemCount { get; init; }
    public required long ContentBytes { get; init; }
    public required byte[] Meta { get; init; }
    public required uint GoodCopy { get; init; }

    /// <summary>The owner neither adds to nor takes from this list while the job runs.</summary>
    public required FrameList FrozenFrames { get; init; }
    public required uint[] BitmapPages { get; init; }
    public required int PageCount { get; init; }

    /// <summary>The pages in use when it began, whole bitmap pages long.</summary>
    public required byte[] BitmapBits { get; init; }

    /// <summary>Pages that this checkpoint no longer uses; they are free once it is durable.</summary>
    public required List<uint> Freed { get; init; }

    /// <summary>Older batches that only snapshots keep; on disk they are free too, for no snapshot outlives the process.</summary>
    public required List<uint>[] Held { get; init; }

    public required long FileBytes { get; init; }

    public void ClearFreed()
    {
        Clear(Freed);
        foreach (var batch in Held)
            Clear(batch);
    }

    public Superblock Superblock(PageRef root, PageRef[] bitmap) => new()
    {
        Sequence = Sequence,
        AppliedSlot = AppliedSlot,
        Root = Root with { Reference = root },
        PageCount = PageCount,
        ItemCount = ItemCount,
        ContentBytes = ContentBytes,
        Meta = Meta,
        Bitmap = bitmap,
    };

    private void Clear(List<uint> pages)
    {
        foreach (var page in pages)
            BitmapBits[page / 8] &= (byte)(0xFF ^ (1 << (int)(page % 8)));
    }
}
