using System.Buffers.Binary;
using Ballast.Foundation.Checksums;

namespace Ballast.Storage.Pages;

/// <summary>What stands in a page. Stored; only grows at the end.</summary>
public enum PageType : byte
{
    /// <summary>Zeros: nothing was ever written.</summary>
    None = 0,
    Superblock = 1,
    Leaf = 2,
    Internal = 3,
    Overflow = 4,
    Bitmap = 5,

    /// <summary>Opens a file whose pages are still arriving: the header of their checkpoint.</summary>
    Incoming = 6,
}

/// <summary>The header that opens every page of a tree file; docs/formats/tree.md has the picture.</summary>
//  0        4      5         6       8        12             14     16     24      25         32
//  +--------+------+---------+-------+--------+--------------+------+------+-------+----------+
//  | crc32c | type | version | count | page # | cells begin  | dead | slot | level | reserved |
//  +--------+------+---------+-------+--------+--------------+------+------+-------+----------+
public static class PageLayout
{
    public const int PageBytes = 8192;
    public const int HeaderBytes = 32;
    public const int PayloadBytes = PageBytes - HeaderBytes;

    /// <summary>The newest format that this release reads, and the one that it writes.</summary>
    public const byte FormatVersion = 1;

    internal const int CellsBeginAt = 12, DeadAt = 14, SlotAt = 16, LevelAt = 24;
    private const int ChecksumBytes = 4, TypeAt = 4, VersionAt = 5, CountAt = 6, PageAt = 8;

    internal static PageType TypeOf(ReadOnlySpan<byte> page) => (PageType)page[TypeAt];
    internal static byte VersionOf(ReadOnlySpan<byte> page) => page[VersionAt];
    internal static int CountOf(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt16LittleEndian(page[CountAt..]);
    internal static uint PageOf(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page[PageAt..]);
    internal static uint ChecksumOf(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page);
    internal static int LevelOf(ReadOnlySpan<byte> page) => page[LevelAt];

    internal static void SetCount(Span<byte> page, int count) => BinaryPrimitives.WriteUInt16LittleEndian(page[CountAt..], (ushort)count);
    internal static void SetPage(Span<byte> page, uint number) => BinaryPrimitives.WriteUInt32LittleEndian(page[PageAt..], number);
    internal static void SetSlot(Span<byte> page, ulong slot) => BinaryPrimitives.WriteUInt64LittleEndian(page[SlotAt..], slot);

    /// <summary>Clears the page (its frame may have held another tree's bytes) and begins a new one.</summary>
    internal static void Begin(Span<byte> page, PageType type, uint number, int level, ulong slot)
    {
        page.Clear();
        page[TypeAt] = (byte)type;
        page[VersionAt] = FormatVersion;
        page[LevelAt] = (byte)level;
        SetPage(page, number);
        SetSlot(page, slot);
        BinaryPrimitives.WriteUInt16LittleEndian(page[CellsBeginAt..], PageBytes);
    }

    /// <summary>Computes the checksum over everything behind it and stores it.</summary>
    internal static uint Seal(Span<byte> page)
    {
        var checksum = Crc32C.Compute(page[ChecksumBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page, checksum);
        return checksum;
    }

    internal static bool IsSealed(ReadOnlySpan<byte> page) => Crc32C.Compute(page[ChecksumBytes..]) == ChecksumOf(page);
}

/// <summary>A page and the checksum that its reader must find there.</summary>
internal readonly record struct PageRef(uint Page, uint Checksum)
{
    public const int Size = 8;

    public static PageRef Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(source), BinaryPrimitives.ReadUInt32LittleEndian(source[4..]));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Page);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Checksum);
    }
}
