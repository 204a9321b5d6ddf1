using Ballast.Foundation;
using Ballast.Foundation.Buffers;

namespace Ballast.Storage.Trees;

/// <summary>A position in the sorted content of a tree or of a snapshot.</summary>
/// <remarks>
/// A change of the tree ends the position of a cursor over the tree (using it then is a bug; seek again), not that of a cursor
/// over a snapshot. Spans are valid until the next call on the tree or on any of its cursors. Single-owner, as the tree is.
/// </remarks>
public sealed class TreeCursor : IDisposable
{
    private readonly BTree _tree;
    private readonly TreeSnapshot? _snapshot;
    private readonly TreePath _path = new();
    private readonly ByteBuffer _key = new(64);
    private readonly ByteBuffer _value = new(64);
    private long _changes;

    internal TreeCursor(BTree tree, TreeSnapshot? snapshot) => (_tree, _snapshot) = (tree, snapshot);

    /// <summary>The cursor stands on an item.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The key of the item; the cursor must stand on one.</summary>
    public ReadOnlySpan<byte> CurrentKey => _tree.Keys.FullKey(CurrentLeaf(), LeafIndex, _key);

    /// <summary>The value of the item; the cursor must stand on one.</summary>
    public ReadOnlySpan<byte> CurrentValue => _tree.Values.Read(CurrentLeaf(), LeafIndex, _value);

    private int LeafIndex => _path.IndexAt(_path.LeafDepth);

    /// <summary>Moves to the first key at or after <paramref name="key"/>; false when there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        var leaf = Descend(key);
        return Settle(leaf.Count, _tree.Keys.Find(leaf, key, out _));
    }

    /// <summary>Moves to the last key before <paramref name="key"/>; false when there is none.</summary>
    public bool SeekBefore(ReadOnlySpan<byte> key)
    {
        var leaf = Descend(key);
        _path.SetIndex(_path.LeafDepth, _tree.Keys.Find(leaf, key, out _));
        IsValid = true;
        return Previous();
    }

    public bool SeekFirst()
    {
        Begin();
        return Settle(DescendEdge(0, isLast: false), 0);
    }

    public bool SeekLast()
    {
        Begin();
        var count = DescendEdge(0, isLast: true);
        _path.SetIndex(_path.LeafDepth, count);
        IsValid = true;
        return Previous();
    }

    /// <summary>Moves to the next key; false, and no item, behind the last.</summary>
    public bool Next()
    {
        Check();
        return Settle(NodeAt(_path.LeafDepth).Count, LeafIndex + 1);
    }

    /// <summary>Moves to the previous key; false, and no item, before the first.</summary>
    public bool Previous()
    {
        Check();
        var index = LeafIndex - 1;
        // Leaves are never empty but for an empty root, yet nothing here relies on it.
        while (index < 0)
        {
            if (!TryStep(-1, out var count))
                return IsValid = false;
            index = count - 1;
        }
        _path.SetIndex(_path.LeafDepth, index);
        return true;
    }

    public void Dispose()
    {
        IsValid = false;
        _key.Dispose();
        _value.Dispose();
    }

    private void Begin()
    {
        ThrowIfUnusable();
        _changes = _tree.Changes;
        _path.Begin(_snapshot?.Root ?? _tree.Root);
    }

    private void Check()
    {
        ThrowIfUnusable();
        Invariant.Holds(IsValid && (_snapshot is not null || _changes == _tree.Changes));
    }

    private void ThrowIfUnusable()
    {
        if (_snapshot is { IsLost: true })
            throw new SnapshotLostException(_tree.FileName, _snapshot.Sequence);
        _tree.ThrowIfBroken();
    }

    private NodePage CurrentLeaf()
    {
        Check();
        return NodeAt(_path.LeafDepth);
    }

    private NodePage NodeAt(int depth)
    {
        var level = _path.LevelOf(depth);
        return new NodePage(_tree.Pages.Get(_path[depth], TreeRoot.TypeAt(level), level));
    }

    private NodePage Descend(ReadOnlySpan<byte> key)
    {
        Begin();
        var node = NodeAt(0);
        for (var depth = 0; depth < _path.LeafDepth; depth++)
        {
            Enter(depth, node, _tree.Keys.FindChild(node, key));
            node = NodeAt(depth + 1);
        }
        return node;
    }

    private void Enter(int depth, NodePage node, int index)
    {
        _path.SetIndex(depth, index);
        _path.Set(depth + 1, node.Child(index));
    }

    // Goes down along one edge; returns how many cells the leaf has.
    private int DescendEdge(int depth, bool isLast)
    {
        for (; depth < _path.LeafDepth; depth++)
        {
            var node = NodeAt(depth);
            Enter(depth, node, isLast ? node.Count - 1 : 0);
        }
        return NodeAt(depth).Count;
    }

    private bool Settle(int count, int index)
    {
        while (index >= count)
        {
            if (!TryStep(1, out count))
                return IsValid = false;
            index = 0;
        }
        _path.SetIndex(_path.LeafDepth, index);
        return IsValid = true;
    }

    // To the neighbouring leaf: up to the first ancestor with a cell on that side, and down along its edge.
    private bool TryStep(int side, out int count)
    {
        count = 0;
        for (var depth = _path.LeafDepth - 1; depth >= 0; depth--)
        {
            var node = NodeAt(depth);
            var index = _path.IndexAt(depth) + side;
            if (index < 0 || index >= node.Count)
                continue;
            Enter(depth, node, index);
            count = DescendEdge(depth + 1, isLast: side < 0);
            return true;
        }
        return false;
    }
}
