using System.Buffers.Binary;
using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Everything that a checkpoint is: where its root and its bitmap stand, and what the owner said of it.</summary>
/// <remarks>
/// It stands in pages 0 and 1, the same in both. A checkpoint writes and syncs one, then the other, and only then does
/// anything that the older one refers to become free. So at every moment one of them is whole and all of its pages are there;
/// and at rest either can be lost without losing anything.
/// </remarks>
//  32      40         48        52         56      60      64      68       72      80        88     1112
//  +-------+----------+---------+----------+-------+-------+-------+--------+-------+---------+------+---------+
//  | magic | sequence | root page, checksum | level | pages | metas | bitmap | items | content | meta | bitmap  |
//  |       |          |                     |       |       | (len) | pages  |       | bytes   | 1024 | refs    |
//  +-------+----------+---------------------+-------+-------+-------+--------+-------+---------+------+---------+
internal sealed record Superblock
{
    public const int Copies = 2;
    public const int MetaBytesMax = 1024;
    private const ulong Magic = 0x3145_4552_544C_4C42; // "BLLTREE1" in little-endian order
    private const int SequenceAt = 40, RootAt = 48, LevelAt = 56, PagesAt = 60, MetaLengthAt = 64, BitmapPagesAt = 68,
        ItemsAt = 72, ContentAt = 80, MetaAt = 88, BitmapAt = MetaAt + MetaBytesMax;

    public required ulong Sequence { get; init; }
    public required Slot AppliedSlot { get; init; }
    public required TreeRoot Root { get; init; }

    /// <summary>Pages that the bitmap covers.</summary>
    public required int PageCount { get; init; }
    public required long ItemCount { get; init; }
    public required long ContentBytes { get; init; }
    public required byte[] Meta { get; init; }
    public required PageRef[] Bitmap { get; init; }

    public void Write(Span<byte> page, uint number)
    {
        Invariant.Holds(Meta.Length <= MetaBytesMax && Bitmap.Length <= PageSpace.BitmapPagesMax && number < Copies);
        PageLayout.Begin(page, PageType.Superblock, number, level: 0, AppliedSlot.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(page[PageLayout.HeaderBytes..], Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(page[SequenceAt..], Sequence);
        Root.Reference.Write(page[RootAt..]);
        BinaryPrimitives.WriteInt32LittleEndian(page[LevelAt..], Root.Level);
        BinaryPrimitives.WriteInt32LittleEndian(page[PagesAt..], PageCount);
        BinaryPrimitives.WriteInt32LittleEndian(page[MetaLengthAt..], Meta.Length);
        BinaryPrimitives.WriteInt32LittleEndian(page[BitmapPagesAt..], Bitmap.Length);
        BinaryPrimitives.WriteInt64LittleEndian(page[ItemsAt..], ItemCount);
        BinaryPrimitives.WriteInt64LittleEndian(page[ContentAt..], ContentBytes);
        Meta.CopyTo(page[MetaAt..]);
        for (var i = 0; i < Bitmap.Length; i++)
            Bitmap[i].Write(page[(BitmapAt + i * PageRef.Size)..]);
        PageLayout.Seal(page);
    }

    /// <summary>The newest superblock of a file, and which of its copies is good.</summary>
    /// <exception cref="TreeCorruptException">Neither can be trusted.</exception>
    /// <exception cref="NewerFormatException">The newest is of a format that this release does not know.</exception>
    public static (Superblock Newest, uint GoodCopy, bool BothGood) ReadNewest(PageFile file)
    {
        var first = Read(file, 0);
        var second = Read(file, 1);
        if (first is null && second is null)
            throw new TreeCorruptException(file.Name, "both superblocks are unreadable");
        var isSecond = first is null || second is not null && second.Sequence > first.Sequence;
        return ((isSecond ? second : first)!, isSecond ? 1u : 0u, first?.Sequence == second?.Sequence);
    }

    /// <summary>Makes the copy that a tree is opened at durable, where the other is not the same.</summary>
    /// <remarks>
    /// A killed process may have left it in the page cache alone, and a failed sync may have called it clean. Its owner lets go of the log
    /// that the checkpoint covers. The other copy is whole meanwhile, or nothing was.
    /// </remarks>
    public static void Rewrite(PageFile file, Superblock newest, uint copy)
    {
        var page = new byte[PageLayout.PageBytes];
        newest.Write(page, copy);
        file.File.Write(PageFile.OffsetOf(copy), page);
        file.File.Sync();
    }

    private static Superblock? Read(PageFile file, uint number)
    {
        Span<byte> page = stackalloc byte[PageLayout.PageBytes];
        var read = file.File.Read(PageFile.OffsetOf(number), page);
        var isWhole = read == page.Length && PageLayout.IsSealed(page) && PageLayout.PageOf(page) == number
            && PageLayout.TypeOf(page) == PageType.Superblock
            && BinaryPrimitives.ReadUInt64LittleEndian(page[PageLayout.HeaderBytes..]) == Magic;
        if (!isWhole)
            return null;
        // Checksum, type, version, page number and magic stand where they do in every format to come.
        if (PageLayout.VersionOf(page) > PageLayout.FormatVersion)
            throw new NewerFormatException(file.Name, PageLayout.VersionOf(page), PageLayout.FormatVersion);
        return Parse(page);
    }

    private static Superblock Parse(ReadOnlySpan<byte> page)
    {
        var bitmap = new PageRef[BinaryPrimitives.ReadInt32LittleEndian(page[BitmapPagesAt..])];
        for (var i = 0; i < bitmap.Length; i++)
            bitmap[i] = PageRef.Read(page[(BitmapAt + i * PageRef.Size)..]);
        return new Superblock
        {
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(page[SequenceAt..]),
            AppliedSlot = new Slot(BinaryPrimitives.ReadUInt64LittleEndian(page[PageLayout.SlotAt..])),
            Root = new TreeRoot(PageRef.Read(page[RootAt..]), BinaryPrimitives.ReadInt32LittleEndian(page[LevelAt..])),
            PageCount = BinaryPrimitives.ReadInt32LittleEndian(page[PagesAt..]),
            ItemCount = BinaryPrimitives.ReadInt64LittleEndian(page[ItemsAt..]),
            ContentBytes = BinaryPrimitives.ReadInt64LittleEndian(page[ContentAt..]),
            Meta = page.Slice(MetaAt, BinaryPrimitives.ReadInt32LittleEndian(page[MetaLengthAt..])).ToArray(),
            Bitmap = bitmap,
        };
    }
}
