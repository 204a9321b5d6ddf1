using System.Buffers.Binary;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>What a receiver must know of a checkpoint before its first page: the root, from which every other page is proven.</summary>
//  0        4         6       8          16     24               32     36      40      48        56        58
//  +--------+---------+-------+----------+------+----------------+------+-------+-------+---------+---------+------+
//  | crc32c | version | level | sequence | slot | root reference | end  | pages | items | content | meta    | meta |
//  |        |         |       |          |      |                | page |       |       | bytes   | (len)   |      |
//  +--------+---------+-------+----------+------+----------------+------+-------+-------+---------+---------+------+
public sealed class CheckpointHeader
{
    /// <summary>The bytes of the largest header.</summary>
    public const int BytesMax = MetaAt + BTree.MetaBytesMax;

    internal const ushort FormatVersion = 1;
    private const int VersionAt = 4, LevelAt = 6, SequenceAt = 8, SlotAt = 16, RootAt = 24, EndPageAt = 32, PagesAt = 36, ItemsAt = 40,
        ContentAt = 48, MetaLengthAt = 56, MetaAt = 58;

    internal CheckpointHeader(TreeRoot root, uint endPage) => (Root, EndPage) = (root, endPage);

    public required ulong Sequence { get; init; }

    /// <summary>The applied slot of the checkpoint: the log is wanted from the one after it.</summary>
    public required Slot Slot { get; init; }

    /// <summary>The pages that are to come, as the checkpoint's bitmap counts them.</summary>
    public required long PageCount { get; init; }

    public required long ItemCount { get; init; }

    /// <summary>The bytes of all keys and values.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>The owner's bytes of the checkpoint.</summary>
    public required ReadOnlyMemory<byte> Meta { get; init; }

    internal TreeRoot Root { get; }

    /// <summary>Every page number is below it.</summary>
    internal uint EndPage { get; }

    /// <summary>The bytes of the pages that are to come.</summary>
    public long PageBytes => PageCount * PageLayout.PageBytes;

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    public int Bytes => MetaAt + Meta.Length;

    /// <summary>
    /// The pages are the same, so that what one sender began another can end. The root's checksum covers all of them; the owner's bytes may differ.
    /// </summary>
    public bool HasPagesOf(CheckpointHeader other) => (Slot, Root, ItemCount, ContentBytes) == (other.Slot, other.Root, other.ItemCount, other.ContentBytes);

    public void Write(Span<byte> target)
    {
        target = target[..Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(target[VersionAt..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(target[LevelAt..], (ushort)Root.Level);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SequenceAt..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SlotAt..], Slot.Value);
        Root.Reference.Write(target[RootAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[EndPageAt..], EndPage);
        BinaryPrimitives.WriteUInt32LittleEndian(target[PagesAt..], (uint)PageCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[ItemsAt..], ItemCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[ContentAt..], ContentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[MetaLengthAt..], (ushort)Meta.Length);
        Meta.Span.CopyTo(target[MetaAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Crc32C.Compute(target[VersionAt..]));
    }

    /// <summary>Reads a header that fills <paramref name="source"/>; false when it is damaged, of a newer format, or says what cannot be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out CheckpointHeader header)
    {
        header = null!;
        var isWhole = source.Length is >= MetaAt and <= BytesMax
            && BinaryPrimitives.ReadUInt32LittleEndian(source) == Crc32C.Compute(source[VersionAt..])
            && BinaryPrimitives.ReadUInt16LittleEndian(source[VersionAt..]) == FormatVersion
            && BinaryPrimitives.ReadUInt16LittleEndian(source[MetaLengthAt..]) == source.Length - MetaAt;
        if (!isWhole)
            return false;
        header = Parse(source);
        return header.IsPossible;
    }

    private bool IsPossible =>
        Root.Level < TreeRoot.LevelsMax && EndPage <= PageSpace.PagesMax && Root.Reference.Page >= Superblock.Copies
        && Root.Reference.Page < EndPage && PageCount > 0 && PageCount < EndPage && ItemCount >= 0 && ContentBytes >= 0;

    private static CheckpointHeader Parse(ReadOnlySpan<byte> source) => new(
        new TreeRoot(PageRef.Read(source[RootAt..]), BinaryPrimitives.ReadUInt16LittleEndian(source[LevelAt..])),
        BinaryPrimitives.ReadUInt32LittleEndian(source[EndPageAt..]))
    {
        Sequence = BinaryPrimitives.ReadUInt64LittleEndian(source[SequenceAt..]),
        Slot = new Slot(BinaryPrimitives.ReadUInt64LittleEndian(source[SlotAt..])),
        PageCount = BinaryPrimitives.ReadUInt32LittleEndian(source[PagesAt..]),
        ItemCount = BinaryPrimitives.ReadInt64LittleEndian(source[ItemsAt..]),
        ContentBytes = BinaryPrimitives.ReadInt64LittleEndian(source[ContentAt..]),
        Meta = source[MetaAt..].ToArray(),
    };
}
