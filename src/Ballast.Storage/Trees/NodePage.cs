using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>A leaf or internal page: sorted slots after the header, cells from the end towards them.</summary>
//  header (32) | slot 0 | slot 1 | … free … | cell | cell | cell
//  slot: key head (4, the key's first bytes) | cell offset (2) | key length (2)
//  leaf cell:     value word (4) | key | value, or the references of its overflow pages
//  internal cell: child reference (8) | key
//  key: its bytes, or, above KeyInlineBytesMax, its first KeyHeadBytes and the reference of its overflow page
internal readonly ref struct NodePage(Span<byte> bytes)
{
    public const int SlotBytes = 8;
    public const int LeafPrefixBytes = 4, InternalPrefixBytes = PageRef.Size;

    /// <summary>The largest cell: four with their slots fill a page, so that a split always finds room.</summary>
    public const int CellBytesMax = PageLayout.PayloadBytes / 4 - SlotBytes;

    private const int HeadRunProbe = 4;

    private readonly Span<byte> _bytes = bytes;

    public Span<byte> Bytes => _bytes;
    public int Count => PageLayout.CountOf(_bytes);
    public uint Page => PageLayout.PageOf(_bytes);
    public int Level => PageLayout.LevelOf(_bytes);
    public bool IsLeaf => Level == 0;
    public int PrefixBytes => IsLeaf ? LeafPrefixBytes : InternalPrefixBytes;

    /// <summary>Bytes that cells and slots may still take, after <see cref="Compact"/> at the latest.</summary>
    public int FreeBytes => GapBytes + ReadUInt16(PageLayout.DeadAt);

    public int UsedBytes => PageLayout.PayloadBytes - FreeBytes;
    private int CellsBegin => ReadUInt16(PageLayout.CellsBeginAt);
    private int GapBytes => CellsBegin - PageLayout.HeaderBytes - Count * SlotBytes;

    public uint Head(int index) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(PageLayout.HeaderBytes + index * SlotBytes)..]);
    public int CellAt(int index) => ReadUInt16(PageLayout.HeaderBytes + index * SlotBytes + 4);
    public int KeyLength(int index) => ReadUInt16(PageLayout.HeaderBytes + index * SlotBytes + 6);

    /// <summary>The key as it stands in the cell: whole, or head and reference.</summary>
    public Span<byte> StoredKey(int index) => _bytes.Slice(CellAt(index) + PrefixBytes, StoredKeyFormat.StoredBytes(KeyLength(index)));

    public Span<byte> Cell(int index) => _bytes.Slice(CellAt(index), CellBytes(index));

    public PageRef Child(int index) => PageRef.Read(_bytes[CellAt(index)..]);
    public void SetChild(int index, PageRef child) => child.Write(_bytes[CellAt(index)..]);

    public ValueWord ValueWord(int index) => new(BinaryPrimitives.ReadUInt32LittleEndian(_bytes[CellAt(index)..]));

    /// <summary>The value as it stands in the cell: whole, or the references of its overflow pages.</summary>
    public Span<byte> StoredValue(int index) =>
        _bytes.Slice(CellAt(index) + LeafPrefixBytes + StoredKeyFormat.StoredBytes(KeyLength(index)), ValueWord(index).StoredBytes);

    public bool HasRoomFor(int cellBytes) => cellBytes + SlotBytes <= FreeBytes;

    /// <summary>Puts a cell at a position; there must be room.</summary>
    public void Insert(int index, ReadOnlySpan<byte> cell, uint head, int keyLength)
    {
        var count = Count;
        Invariant.Holds(index <= count && HasRoomFor(cell.Length));
        if (GapBytes < cell.Length + SlotBytes)
            Compact();
        var begin = CellsBegin - cell.Length;
        cell.CopyTo(_bytes[begin..]);
        WriteUInt16(PageLayout.CellsBeginAt, begin);
        var slot = PageLayout.HeaderBytes + index * SlotBytes;
        _bytes[slot..(PageLayout.HeaderBytes + count * SlotBytes)].CopyTo(_bytes[(slot + SlotBytes)..]);
        WriteSlot(slot, head, begin, keyLength);
        PageLayout.SetCount(_bytes, count + 1);
    }

    public void Append(ReadOnlySpan<byte> cell, uint head, int keyLength) => Insert(Count, cell, head, keyLength);

    public void Remove(int index)
    {
        var count = Count;
        Invariant.Holds(index < count);
        WriteUInt16(PageLayout.DeadAt, ReadUInt16(PageLayout.DeadAt) + CellBytes(index));
        var slot = PageLayout.HeaderBytes + index * SlotBytes;
        _bytes[(slot + SlotBytes)..(PageLayout.HeaderBytes + count * SlotBytes)].CopyTo(_bytes[slot..]);
        PageLayout.SetCount(_bytes, count - 1);
    }

    /// <summary>Overwrites a cell by one of the same key that is not longer; false, and nothing done, when it is.</summary>
    public bool TryReplace(int index, ReadOnlySpan<byte> cell)
    {
        var room = CellBytes(index);
        if (cell.Length > room)
            return false;
        cell.CopyTo(_bytes[CellAt(index)..]);
        WriteUInt16(PageLayout.DeadAt, ReadUInt16(PageLayout.DeadAt) + room - cell.Length);
        return true;
    }

    /// <summary>Where a key with this head may stand: the first slot not below the head, and one past the last with it.</summary>
    public (int From, int To) HeadRange(uint head)
    {
        var count = Count;
        var from = LowerBound(count, head);
        var to = from;
        while (to < count && to - from < HeadRunProbe && Head(to) == head)
            to++;
        if (to - from < HeadRunProbe)
            return (from, to);
        // Longer runs of one head (keys with a long common prefix) are bounded by a second search.
        return (from, head == uint.MaxValue ? count : LowerBound(count, head + 1));
    }

    // Without branches: which way a search turns cannot be foreseen, and a wrong guess costs more than a step.
    private int LowerBound(int count, uint head)
    {
        Invariant.Holds(PageLayout.HeaderBytes + count * SlotBytes <= _bytes.Length);
        ref var slots = ref _bytes[PageLayout.HeaderBytes];
        unchecked
        {
            var low = 0;
            for (var rest = count; rest > 0;)
            {
                var half = (rest + 1) >> 1;
                var isBelow = (int)((ulong)((long)HeadAt(ref slots, low + half - 1) - head) >> 63);
                low += half & -isBelow;
                rest -= half;
            }
            return low;
        }
    }

    // The caller has checked that the slot lies in the page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HeadAt(ref byte slots, int index)
    {
        var head = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref slots, (nint)unchecked(index * SlotBytes)));
        return BitConverter.IsLittleEndian ? head : BinaryPrimitives.ReverseEndianness(head);
    }

    /// <summary>Moves all cells together, so that the free bytes are one gap.</summary>
    public void Compact()
    {
        Span<byte> old = stackalloc byte[PageLayout.PageBytes];
        _bytes.CopyTo(old);
        var source = new NodePage(old);
        var begin = PageLayout.PageBytes;
        for (var i = 0; i < source.Count; i++)
        {
            var cell = source.Cell(i);
            begin -= cell.Length;
            cell.CopyTo(_bytes[begin..]);
            WriteUInt16(PageLayout.HeaderBytes + i * SlotBytes + 4, begin);
        }
        WriteUInt16(PageLayout.CellsBeginAt, begin);
        WriteUInt16(PageLayout.DeadAt, 0);
    }

    private int CellBytes(int index)
    {
        var key = StoredKeyFormat.StoredBytes(KeyLength(index));
        return IsLeaf ? LeafPrefixBytes + key + ValueWord(index).StoredBytes : InternalPrefixBytes + key;
    }

    private int ReadUInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);
    private void WriteUInt16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(_bytes[at..], (ushort)value);

    private void WriteSlot(int slot, uint head, int cell, int keyLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes[slot..], head);
        WriteUInt16(slot + 4, cell);
        WriteUInt16(slot + 6, keyLength);
    }
}

/// <summary>The first word of a leaf cell: the value's length, and whether it stands in overflow pages.</summary>
internal readonly record struct ValueWord(uint Raw)
{
    public const int Size = 4;
    private const uint OverflowMark = 1u << 31;

    public static ValueWord Inline(int length) => new((uint)length);
    public static ValueWord Overflow(int length) => new((uint)length | OverflowMark);

    public bool IsOverflow => (Raw & OverflowMark) != 0;
    public int Length => (int)(Raw & ~OverflowMark);
    public int OverflowPages => (Length + PageLayout.PayloadBytes - 1) / PageLayout.PayloadBytes;
    public int StoredBytes => IsOverflow ? OverflowPages * PageRef.Size : Length;
}

/// <summary>How a key stands in a cell.</summary>
internal static class StoredKeyFormat
{
    /// <summary>A longer key stands in an overflow page of its own; the cell keeps its first bytes.</summary>
    public const int KeyInlineBytesMax = 1024;

    public const int KeyHeadBytes = 256;

    public static bool IsLong(int keyLength) => keyLength > KeyInlineBytesMax;

    public static int StoredBytes(int keyLength) => IsLong(keyLength) ? KeyHeadBytes + PageRef.Size : keyLength;

    /// <summary>The first four bytes as a number that sorts as they do; a shorter key is filled with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HeadOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(uint))
            return BinaryPrimitives.ReadUInt32BigEndian(key);
        uint head = 0;
        for (var i = 0; i < key.Length; i++)
            head |= (uint)key[i] << (24 - 8 * i);
        return head;
    }
}
