using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>A page that another one refers to, and what must be found there.</summary>
/// <param name="Reference">Its number and checksum.</param>
/// <param name="Type">Its type.</param>
/// <param name="Level">Its level.</param>
/// <param name="OverflowBytes">How much of a key or value an overflow page has.</param>
internal readonly record struct ExpectedPage(PageRef Reference, PageType Type, int Level, int OverflowBytes);

/// <summary>Takes a leaf or internal page apart without believing it: a page whose checksum is right may still have been made wrong.</summary>
internal static class NodeAnatomy
{
    /// <summary>Why the cells of a page cannot be what they say; null when they can.</summary>
    public static string? Fault(NodePage node)
    {
        var cellsFrom = PageLayout.HeaderBytes + node.Count * NodePage.SlotBytes;
        if (cellsFrom > PageLayout.PageBytes)
            return "it has more cells than room";
        if (node.Count == 0 && !node.IsLeaf)
            return "an internal page without children";
        for (var i = 0; i < node.Count; i++)
            if (!IsCellWithin(node, i, cellsFrom))
                return $"its cell {i} is malformed";
        return null;
    }

    /// <summary>What a sound page refers to, cell by cell: the key's overflow page, then the child or the value's overflow pages.</summary>
    public static ExpectedPage[] References(NodePage node)
    {
        var references = new List<ExpectedPage>();
        for (var i = 0; i < node.Count; i++)
        {
            if (StoredKeyFormat.IsLong(node.KeyLength(i)))
                references.Add(Overflow(TreeKeys.RefOf(node.StoredKey(i)), node.KeyLength(i)));
            if (!node.IsLeaf)
                references.Add(new ExpectedPage(node.Child(i), TreeRoot.TypeAt(node.Level - 1), node.Level - 1, 0));
            else if (node.ValueWord(i).IsOverflow)
                AddParts(references, node.StoredValue(i), node.ValueWord(i).Length);
        }
        return [.. references];
    }

    private static void AddParts(List<ExpectedPage> references, ReadOnlySpan<byte> parts, int valueBytes)
    {
        for (; !parts.IsEmpty; parts = parts[PageRef.Size..], valueBytes -= PageLayout.PayloadBytes)
            references.Add(Overflow(PageRef.Read(parts), Math.Min(valueBytes, PageLayout.PayloadBytes)));
    }

    private static ExpectedPage Overflow(PageRef reference, int bytes) => new(reference, PageType.Overflow, 0, bytes);

    private static bool IsCellWithin(NodePage node, int index, int cellsFrom)
    {
        var keyLength = node.KeyLength(index);
        var bodyAt = node.CellAt(index) + node.PrefixBytes;
        if (node.CellAt(index) < cellsFrom || bodyAt > PageLayout.PageBytes || keyLength > BTree.KeyBytesMax)
            return false;
        var end = bodyAt + StoredKeyFormat.StoredBytes(keyLength);
        if (!node.IsLeaf)
            return end <= PageLayout.PageBytes;
        var value = node.ValueWord(index);
        return keyLength > 0 && value.Length <= BTree.ValueBytesMax && end + value.StoredBytes <= PageLayout.PageBytes;
    }
}
