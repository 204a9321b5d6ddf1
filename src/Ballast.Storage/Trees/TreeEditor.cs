using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Changes the tree: finds the leaf, makes its path current, and puts or removes one cell.</summary>
internal sealed class TreeEditor(TreePages pages, TreeKeys keys, TreeValues values)
{
    private readonly TreePath _path = new();
    private readonly byte[] _cell = new byte[NodePage.CellBytesMax];
    private readonly byte[] _storedKey = new byte[StoredKeyFormat.KeyInlineBytesMax];
    private readonly TreeSplit _split = new(pages, keys);
    private readonly TreeMerge _merge = new(pages, keys);
    private uint _lastLeaf;
    private int _lastIndex;

    public TreeRoot Root { get; set; }
    public long ItemCount { get; set; }
    public long ContentBytes { get; set; }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong slot)
    {
        var leaf = DescendToChange(key, slot);
        var index = keys.Find(leaf, key, out var found);
        if (found)
            Replace(leaf, index, key, value, slot);
        else
            Add(leaf, index, key, value, slot);
        (_lastLeaf, _lastIndex) = (_path[_path.LeafDepth].Page, index);
    }

    public bool Delete(ReadOnlySpan<byte> key, ulong slot)
    {
        var seen = Descend(key);
        keys.Find(seen, key, out var found);
        if (!found)
            return false;
        var leaf = DescendToChange(key, slot);
        var index = keys.Find(leaf, key, out _);
        ItemCount--;
        ContentBytes -= key.Length + leaf.ValueWord(index).Length;
        values.Free(leaf, index);
        keys.Free(leaf, index);
        leaf.Remove(index);
        Root = _merge.Mend(_path, Root, slot);
        return true;
    }

    /// <summary>The leaf that covers <paramref name="key"/>, and the path to it.</summary>
    private NodePage Descend(ReadOnlySpan<byte> key)
    {
        _path.Begin(Root);
        var node = NodeAt(0);
        for (var depth = 0; depth < _path.LeafDepth; depth++)
        {
            var index = keys.FindChild(node, key);
            _path.SetIndex(depth, index);
            _path.Set(depth + 1, node.Child(index));
            node = NodeAt(depth + 1);
        }
        return node;
    }

    private NodePage NodeAt(int depth)
    {
        var level = _path.LevelOf(depth);
        return new NodePage(pages.Get(_path[depth], TreeRoot.TypeAt(level), level));
    }

    // From the root down, so that a page is current before its children: it then refers to their new numbers.
    private NodePage DescendToChange(ReadOnlySpan<byte> key, ulong slot)
    {
        Descend(key);
        if (!pages.IsCurrent(_path[_path.LeafDepth].Page))
        {
            for (var depth = 0; depth <= _path.LeafDepth; depth++)
                MakeCurrent(depth, slot);
        }
        var leaf = pages.Current(_path[_path.LeafDepth].Page);
        PageLayout.SetSlot(leaf, slot);
        return new NodePage(leaf);
    }

    private void MakeCurrent(int depth, ulong slot)
    {
        var level = _path.LevelOf(depth);
        var was = _path[depth];
        var page = pages.MakeCurrent(was, TreeRoot.TypeAt(level), level);
        if (page == was.Page)
            return;
        var reference = new PageRef(page, 0);
        _path.Set(depth, reference);
        PageLayout.SetSlot(pages.Current(page), slot);
        if (depth == 0)
            Root = Root with { Reference = reference };
        else
            new NodePage(pages.Current(_path[depth - 1].Page)).SetChild(_path.IndexAt(depth - 1), reference);
    }

    private void Replace(NodePage leaf, int index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong slot)
    {
        ContentBytes += value.Length - leaf.ValueWord(index).Length;
        values.Free(leaf, index);
        var cell = _cell.AsSpan(0, values.Build(_cell, leaf.StoredKey(index), value, slot));
        var used = leaf.UsedBytes;
        if (!leaf.TryReplace(index, cell))
        {
            leaf.Remove(index);
            Insert(leaf, index, cell, StoredKeyFormat.HeadOf(key), key.Length, slot);
        }
        else if (leaf.UsedBytes < used)
        {
            Root = _merge.Mend(_path, Root, slot);
        }
    }

    private void Add(NodePage leaf, int index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong slot)
    {
        var stored = _storedKey.AsSpan(0, keys.Store(key, _storedKey, slot));
        var cell = _cell.AsSpan(0, values.Build(_cell, stored, value, slot));
        ItemCount++;
        ContentBytes += key.Length + value.Length;
        Insert(leaf, index, cell, StoredKeyFormat.HeadOf(key), key.Length, slot);
    }

    private void Insert(NodePage leaf, int index, ReadOnlySpan<byte> cell, uint head, int keyLength, ulong slot)
    {
        if (leaf.HasRoomFor(cell.Length))
            leaf.Insert(index, cell, head, keyLength);
        else
            Root = _split.Insert(_path, Root, new NewCell(index, cell, head, keyLength), IsSequential(leaf, index), slot);
    }

    // The insert continues the last one, or stands at the right edge of the tree: what comes next will be to its right, so the
    // split leaves the left page full.
    private bool IsSequential(NodePage leaf, int index)
    {
        if (leaf.Page == _lastLeaf && index == _lastIndex + 1)
            return true;
        if (index < leaf.Count)
            return false;
        for (var depth = 0; depth < _path.LeafDepth; depth++)
        {
            if (_path.IndexAt(depth) < new NodePage(pages.Current(_path[depth].Page)).Count - 1)
                return false;
        }
        return true;
    }
}

/// <summary>A cell that waits for its place.</summary>
internal readonly ref struct NewCell(int index, ReadOnlySpan<byte> bytes, uint head, int keyLength)
{
    public int Index { get; } = index;
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
    public uint Head { get; } = head;
    public int KeyLength { get; } = keyLength;
}
