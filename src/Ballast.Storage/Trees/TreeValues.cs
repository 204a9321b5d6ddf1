using System.Buffers.Binary;
using Ballast.Foundation.Buffers;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Values in leaf cells and in overflow pages.</summary>
internal sealed class TreeValues(TreePages pages)
{
    /// <summary>The value of a cell: a span into the leaf, or assembled in <paramref name="large"/>.</summary>
    public ReadOnlySpan<byte> Read(NodePage leaf, int index, ByteBuffer large)
    {
        var word = leaf.ValueWord(index);
        return word.IsOverflow ? Assemble(leaf, index, word, large) : leaf.StoredValue(index);
    }

    /// <summary>Whether a cell with this key and value keeps the value in itself.</summary>
    public static bool FitsInline(int storedKeyBytes, int valueBytes) =>
        NodePage.LeafPrefixBytes + storedKeyBytes + valueBytes <= NodePage.CellBytesMax;

    /// <summary>Writes word, key and value into <paramref name="cell"/>, allocating overflow pages; returns the cell's length.</summary>
    public int Build(Span<byte> cell, ReadOnlySpan<byte> storedKey, ReadOnlySpan<byte> value, ulong slot)
    {
        var inline = FitsInline(storedKey.Length, value.Length);
        var word = inline ? ValueWord.Inline(value.Length) : ValueWord.Overflow(value.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(cell, word.Raw);
        storedKey.CopyTo(cell[ValueWord.Size..]);
        var at = ValueWord.Size + storedKey.Length;
        if (inline)
            value.CopyTo(cell[at..]);
        else
            StoreOverflow(cell[at..], value, slot);
        return at + word.StoredBytes;
    }

    public void Free(NodePage leaf, int index)
    {
        if (!leaf.ValueWord(index).IsOverflow)
            return;
        for (var rest = leaf.StoredValue(index); !rest.IsEmpty; rest = rest[PageRef.Size..])
            pages.Free(PageRef.Read(rest).Page);
    }

    private void StoreOverflow(Span<byte> references, ReadOnlySpan<byte> value, ulong slot)
    {
        for (; !value.IsEmpty; references = references[PageRef.Size..])
        {
            var part = value[..Math.Min(value.Length, PageLayout.PayloadBytes)];
            var page = pages.Allocate(PageType.Overflow, level: 0, slot);
            var bytes = pages.Current(page);
            PageLayout.SetCount(bytes, part.Length);
            part.CopyTo(bytes[PageLayout.HeaderBytes..]);
            new PageRef(page, 0).Write(references);
            value = value[part.Length..];
        }
    }

    private ReadOnlySpan<byte> Assemble(NodePage leaf, int index, ValueWord word, ByteBuffer large)
    {
        large.Clear();
        pages.Guard(leaf.Page);
        for (var rest = leaf.StoredValue(index); !rest.IsEmpty; rest = rest[PageRef.Size..])
            Append(PageRef.Read(rest), Math.Min(PageLayout.PayloadBytes, word.Length - large.Count), large);
        pages.Unguard();
        return large.Written;
    }

    private void Append(PageRef reference, int length, ByteBuffer large)
    {
        var bytes = pages.Get(reference, PageType.Overflow, level: 0);
        if (PageLayout.CountOf(bytes) != length)
            throw new PageCorruptException(pages.File.Name, reference.Page, "its length is not that of the value's part");
        large.Write(bytes.Slice(PageLayout.HeaderBytes, length));
    }
}
