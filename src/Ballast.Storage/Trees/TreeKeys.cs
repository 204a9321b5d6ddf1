using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Finding keys in pages, and storing those that are too long for a cell.</summary>
internal sealed class TreeKeys(TreePages pages) : IDisposable
{
    private readonly ByteBuffer _left = new(64);
    private readonly ByteBuffer _right = new(64);

    /// <summary>The first cell of a leaf whose key is not below <paramref name="key"/>, and whether it is the key.</summary>
    public int Find(NodePage node, ReadOnlySpan<byte> key, out bool found)
    {
        var (low, high) = node.HeadRange(StoredKeyFormat.HeadOf(key));
        found = false;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(node, middle, key);
            if (order == 0)
            {
                found = true;
                return middle;
            }
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The child of an internal page that covers <paramref name="key"/>; cell 0 has no lower bound.</summary>
    public int FindChild(NodePage node, ReadOnlySpan<byte> key)
    {
        var index = Find(node, key, out var found);
        return found || index == 0 ? index : index - 1;
    }

    /// <summary>The whole key of a cell. It is valid until the page or the buffer changes.</summary>
    public ReadOnlySpan<byte> FullKey(NodePage node, int index, ByteBuffer buffer)
    {
        var length = node.KeyLength(index);
        var stored = node.StoredKey(index);
        if (!StoredKeyFormat.IsLong(length))
            return stored;
        buffer.Clear();
        buffer.Write(LongKey(node, stored, length));
        return buffer.Written;
    }

    /// <summary>Writes a key's stored form into <paramref name="target"/>, allocating its overflow page where it needs one.</summary>
    public int Store(ReadOnlySpan<byte> key, Span<byte> target, ulong slot)
    {
        if (!StoredKeyFormat.IsLong(key.Length))
        {
            key.CopyTo(target);
            return key.Length;
        }
        var page = pages.Allocate(PageType.Overflow, level: 0, slot);
        var bytes = pages.Current(page);
        PageLayout.SetCount(bytes, key.Length);
        key.CopyTo(bytes[PageLayout.HeaderBytes..]);
        key[..StoredKeyFormat.KeyHeadBytes].CopyTo(target);
        new PageRef(page, 0).Write(target[StoredKeyFormat.KeyHeadBytes..]);
        return StoredKeyFormat.KeyHeadBytes + PageRef.Size;
    }

    /// <summary>Frees the overflow page of a cell's key, if it has one.</summary>
    public void Free(NodePage node, int index)
    {
        if (StoredKeyFormat.IsLong(node.KeyLength(index)))
            pages.Free(RefOf(node.StoredKey(index)).Page);
    }

    /// <summary>The shortest key above all of the left page's and not above the right page's first: the suffix is cut off.</summary>
    /// <remarks>Bayer and Unterauer, "Prefix B-Trees", TODS 1977.</remarks>
    public ReadOnlySpan<byte> Separator(NodePage left, NodePage right)
    {
        var last = FullKey(left, left.Count - 1, _left);
        var first = FullKey(right, 0, _right);
        Invariant.Holds(last.SequenceCompareTo(first) < 0);
        return first[..(last.CommonPrefixLength(first) + 1)];
    }

    public static PageRef RefOf(ReadOnlySpan<byte> storedKey) => PageRef.Read(storedKey[StoredKeyFormat.KeyHeadBytes..]);

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    private int Compare(NodePage node, int index, ReadOnlySpan<byte> key)
    {
        var length = node.KeyLength(index);
        var stored = node.StoredKey(index);
        return StoredKeyFormat.IsLong(length) ? CompareLong(node, stored, length, key) : stored.SequenceCompareTo(key);
    }

    private int CompareLong(NodePage node, ReadOnlySpan<byte> stored, int length, ReadOnlySpan<byte> key)
    {
        var head = stored[..StoredKeyFormat.KeyHeadBytes];
        var order = head.SequenceCompareTo(key[..Math.Min(key.Length, StoredKeyFormat.KeyHeadBytes)]);
        return order != 0 ? order : LongKey(node, stored, length).SequenceCompareTo(key);
    }

    // The node is guarded: loading the key must not evict the page that refers to it.
    private ReadOnlySpan<byte> LongKey(NodePage node, ReadOnlySpan<byte> stored, int length)
    {
        pages.Guard(node.Page);
        var bytes = pages.Get(RefOf(stored), PageType.Overflow, level: 0);
        pages.Unguard();
        if (PageLayout.CountOf(bytes) != length)
            throw new PageCorruptException(pages.File.Name, RefOf(stored).Page, "its length is not that of the key");
        return bytes.Slice(PageLayout.HeaderBytes, length);
    }
}
