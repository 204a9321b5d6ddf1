using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Gives space back: removes empty pages, joins underfull ones with a neighbour, lowers the root.</summary>
internal sealed class TreeMerge(TreePages pages, TreeKeys keys)
{
    /// <summary>A page below this looks for a neighbour to join.</summary>
    private const int UnderfullBytes = PageLayout.PayloadBytes / 4;

    /// <summary>Joined pages keep room, so that the next insert does not split them again.</summary>
    private const int JoinedBytesMax = PageLayout.PayloadBytes * 3 / 4;

    private readonly byte[] _cell = new byte[NodePage.CellBytesMax];

    /// <summary>Mends the leaf at the end of a path that is current, and the pages above it; returns the root.</summary>
    public TreeRoot Mend(TreePath path, TreeRoot root, ulong slot)
    {
        var depth = path.LeafDepth;
        while (depth > 0 && MendAt(path, depth, slot))
            depth--;
        return depth == 0 ? Lower(root, slot) : root;
    }

    // True when the parent lost a cell, so that it must be looked at too.
    private bool MendAt(TreePath path, int depth, ulong slot)
    {
        var node = Node(path[depth].Page);
        if (node.Count > 0 && node.UsedBytes >= UnderfullBytes)
            return false;
        var parent = Node(path[depth - 1].Page);
        PageLayout.SetSlot(parent.Bytes, slot);
        var index = path.IndexAt(depth - 1);
        if (node.Count == 0)
        {
            pages.Free(node.Page);
            RemoveChild(parent, index);
            return true;
        }
        return index + 1 < parent.Count && TryTakeRight(node, parent, index + 1)
            || index > 0 && TryGiveLeft(node, parent, index, slot);
    }

    private void RemoveChild(NodePage parent, int index)
    {
        keys.Free(parent, index);
        parent.Remove(index);
        if (index > 0 || parent.Count == 0)
            return;
        keys.Free(parent, 0);
        TreeSplit.DropFirstKey(parent);
    }

    private bool TryTakeRight(NodePage node, NodePage parent, int rightIndex)
    {
        var reference = parent.Child(rightIndex);
        var right = new NodePage(pages.Get(reference, TreeRoot.TypeAt(node.Level), node.Level));
        if (!FitTogether(node, right, parent, rightIndex))
            return false;
        Join(node, right, parent, rightIndex);
        pages.Free(reference.Page);
        return true;
    }

    private bool TryGiveLeft(NodePage node, NodePage parent, int index, ulong slot)
    {
        var reference = parent.Child(index - 1);
        var type = TreeRoot.TypeAt(node.Level);
        if (!FitTogether(new NodePage(pages.Get(reference, type, node.Level)), node, parent, index))
            return false;
        var page = pages.MakeCurrent(reference, type, node.Level);
        if (page != reference.Page)
            parent.SetChild(index - 1, new PageRef(page, 0));
        var left = Node(page);
        PageLayout.SetSlot(left.Bytes, slot);
        Join(left, node, parent, index);
        pages.Free(node.Page);
        return true;
    }

    private static bool FitTogether(NodePage left, NodePage right, NodePage parent, int rightIndex)
    {
        var separator = left.IsLeaf ? 0 : parent.StoredKey(rightIndex).Length;
        return left.UsedBytes + right.UsedBytes + separator <= JoinedBytesMax;
    }

    // Appends right's cells to left. Between internal pages the parent's separator comes down as the key of right's first cell,
    // with its overflow page; between leaves nobody needs it any more.
    private void Join(NodePage left, NodePage right, NodePage parent, int rightIndex)
    {
        var first = 0;
        if (left.IsLeaf)
            keys.Free(parent, rightIndex);
        else
            first = AppendFirst(left, right, parent, rightIndex);
        for (var i = first; i < right.Count; i++)
            left.Append(right.Cell(i), right.Head(i), right.KeyLength(i));
        parent.Remove(rightIndex);
    }

    private int AppendFirst(NodePage left, NodePage right, NodePage parent, int rightIndex)
    {
        var stored = parent.StoredKey(rightIndex);
        right.Child(0).Write(_cell);
        stored.CopyTo(_cell.AsSpan(PageRef.Size));
        left.Append(_cell.AsSpan(0, PageRef.Size + stored.Length), parent.Head(rightIndex), parent.KeyLength(rightIndex));
        return 1;
    }

    // A root with one child is not needed; one with none means that the tree is empty.
    private TreeRoot Lower(TreeRoot root, ulong slot)
    {
        while (root.Level > 0 && pages.IsCurrent(root.Reference.Page))
        {
            var node = Node(root.Reference.Page);
            if (node.Count > 1)
                return root;
            var isEmpty = node.Count == 0;
            var child = isEmpty ? default : node.Child(0);
            pages.Free(root.Reference.Page);
            root = isEmpty
                ? new TreeRoot(new PageRef(pages.Allocate(PageType.Leaf, level: 0, slot), 0), 0)
                : new TreeRoot(child, root.Level - 1);
        }
        return root;
    }

    private NodePage Node(uint page) => new(pages.Current(page));
}
