using Ballast.Foundation.Buffers;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Reads a whole tree, from disk where its pages are on disk, and believes nothing.</summary>
/// <remarks>
/// Checks each page's own and expected checksum, the order of keys and their separators, that every page is referred to once
/// and marked as used, that no page is used without a reason, and the counts.
/// </remarks>
internal sealed class TreeVerifier(TreePages pages, TreeKeys keys, TreeValues values, TreeCheckpoints checkpoints) : IDisposable
{
    private readonly HashSet<uint> _seen = [];
    private readonly byte[] _overflow = new byte[PageLayout.PageBytes];
    private readonly ByteBuffer _previousKey = new(64);
    private bool _hasPreviousKey;
    private long _items;
    private long _contentBytes;

    public void Verify(TreeRoot root, long itemCount, long contentBytes)
    {
        VerifySuperblocks();
        foreach (var reference in checkpoints.Durable.Bitmap)
            pages.File.Read(reference, PageType.Bitmap, level: 0, _overflow);
        foreach (var page in checkpoints.BitmapPages)
            See(page);
        VerifyNode(root.Reference, root.Level, [], null);
        if (_items != itemCount || _contentBytes != contentBytes)
            throw Corrupt(root.Reference.Page, "the tree's counts are not those of its items");
        if (_seen.Count + checkpoints.WaitingPages + PageSpaceUsedAlways != pages.Space.UsedPages)
            throw Corrupt(root.Reference.Page, "the bitmap has pages in use that nothing refers to");
    }

    public void Dispose() => _previousKey.Dispose();

    private const int PageSpaceUsedAlways = Superblock.Copies;

    private void VerifySuperblocks()
    {
        for (uint copy = 0; copy < Superblock.Copies; copy++)
        {
            if (!checkpoints.BothCopiesGood && copy != checkpoints.GoodCopy)
                continue;
            var read = pages.File.File.Read(PageFile.OffsetOf(copy), _overflow);
            if (read != _overflow.Length || !PageLayout.IsSealed(_overflow) || PageLayout.PageOf(_overflow) != copy)
                throw Corrupt(copy, "the superblock's checksum is wrong");
        }
    }

    private void VerifyNode(PageRef reference, int level, byte[] low, byte[]? high)
    {
        See(reference.Page);
        var bytes = new byte[PageLayout.PageBytes];
        Read(reference, TreeRoot.TypeAt(level), level, bytes);
        if (level == 0)
            VerifyLeaf(bytes, low, high);
        else
            VerifyInternal(bytes, level, low, high);
    }

    private void VerifyInternal(byte[] bytes, int level, byte[] low, byte[]? high)
    {
        var count = new NodePage(bytes).Count;
        if (count == 0)
            throw Corrupt(new NodePage(bytes).Page, "an internal page without children");
        for (var i = 0; i < count; i++)
        {
            var from = i == 0 ? low : KeyOf(bytes, i);
            var to = i + 1 < count ? KeyOf(bytes, i + 1) : high;
            if (to is not null && from.AsSpan().SequenceCompareTo(to) >= 0 || from.AsSpan().SequenceCompareTo(low) < 0)
                throw Corrupt(new NodePage(bytes).Page, "its separators are out of order");
            VerifyLongKey(bytes, i);
            VerifyNode(new NodePage(bytes).Child(i), level - 1, from, to);
        }
    }

    private void VerifyLeaf(byte[] bytes, byte[] low, byte[]? high)
    {
        var leaf = new NodePage(bytes);
        for (var i = 0; i < leaf.Count; i++)
        {
            VerifyLongKey(bytes, i);
            var key = KeyOf(bytes, i);
            var isOrdered = !_hasPreviousKey || _previousKey.Written.SequenceCompareTo(key) < 0;
            if (!isOrdered || key.AsSpan().SequenceCompareTo(low) < 0 || high is not null && key.AsSpan().SequenceCompareTo(high) >= 0)
                throw Corrupt(leaf.Page, "its keys are out of order");
            _previousKey.Clear();
            _previousKey.Write(key);
            _hasPreviousKey = true;
            _items++;
            _contentBytes += key.Length + leaf.ValueWord(i).Length;
            VerifyValue(leaf, i);
        }
    }

    private void VerifyValue(NodePage leaf, int index)
    {
        if (!leaf.ValueWord(index).IsOverflow)
            return;
        for (var rest = leaf.StoredValue(index); !rest.IsEmpty; rest = rest[PageRef.Size..])
            VerifyOverflow(PageRef.Read(rest));
        using var buffer = new ByteBuffer();
        values.Read(leaf, index, buffer);
    }

    private void VerifyLongKey(byte[] bytes, int index)
    {
        var node = new NodePage(bytes);
        if (StoredKeyFormat.IsLong(node.KeyLength(index)))
            VerifyOverflow(TreeKeys.RefOf(node.StoredKey(index)));
    }

    private void VerifyOverflow(PageRef reference)
    {
        See(reference.Page);
        Read(reference, PageType.Overflow, level: 0, _overflow);
    }

    private byte[] KeyOf(byte[] bytes, int index)
    {
        using var buffer = new ByteBuffer(64);
        return keys.FullKey(new NodePage(bytes), index, buffer).ToArray();
    }

    // What is changed is only in memory; everything else is read from the disk, whatever the cache holds.
    private void Read(PageRef reference, PageType type, int level, byte[] target)
    {
        if (pages.IsChanged(reference.Page))
            pages.Get(reference, type, level).CopyTo(target);
        else
            pages.File.Read(pages.Known(reference), type, level, target);
    }

    private void See(uint page)
    {
        if (!_seen.Add(page))
            throw Corrupt(page, "two places refer to it");
        if (!pages.Space.IsUsed(page))
            throw Corrupt(page, "the bitmap has it free");
    }

    private PageCorruptException Corrupt(uint page, string reason) => new(pages.File.Name, page, reason);
}
