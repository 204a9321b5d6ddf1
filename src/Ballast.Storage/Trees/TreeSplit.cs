using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Inserts a cell into a full page: cuts it in two and enters the new right page in the parent, up to a new root.</summary>
internal sealed class TreeSplit(TreePages pages, TreeKeys keys)
{
    private readonly byte[] _separator = new byte[NodePage.CellBytesMax];

    /// <summary>Splits the leaf at the end of a path that is current; returns the root, which may be new.</summary>
    public TreeRoot Insert(TreePath path, TreeRoot root, NewCell cell, bool isSequential, ulong slot)
    {
        var depth = path.LeafDepth;
        var left = Node(path[depth].Page);
        var right = Distribute(left, cell, isSequential, slot);
        var separator = keys.Separator(left, right);
        var head = StoredKeyFormat.HeadOf(separator);
        var length = separator.Length;
        var stored = keys.Store(separator, _separator.AsSpan(PageRef.Size), slot);
        return InsertAbove(path, root, depth, right.Page, new Separator(stored, head, length, isSequential), slot);
    }

    private readonly record struct Separator(int StoredBytes, uint Head, int KeyLength, bool IsSequential);

    // The separator's stored key stands in _separator, behind room for the child's reference.
    private TreeRoot InsertAbove(TreePath path, TreeRoot root, int depth, uint rightPage, Separator separator, ulong slot)
    {
        while (depth > 0)
        {
            depth--;
            new PageRef(rightPage, 0).Write(_separator);
            var parent = Node(path[depth].Page);
            PageLayout.SetSlot(parent.Bytes, slot);
            var bytes = _separator.AsSpan(0, PageRef.Size + separator.StoredBytes);
            var cell = new NewCell(path.IndexAt(depth) + 1, bytes, separator.Head, separator.KeyLength);
            if (parent.HasRoomFor(bytes.Length))
            {
                parent.Insert(cell.Index, cell.Bytes, cell.Head, cell.KeyLength);
                return root;
            }
            var right = Distribute(parent, cell, separator.IsSequential && cell.Index == parent.Count, slot);
            rightPage = right.Page;
            separator = TakeFirstKey(right, separator.IsSequential);
        }
        return Grow(root, rightPage, separator, slot);
    }

    // The first key of an internal page has no use below: it moves up, with its overflow page if it has one.
    private Separator TakeFirstKey(NodePage right, bool isSequential)
    {
        var stored = right.StoredKey(0);
        stored.CopyTo(_separator.AsSpan(PageRef.Size));
        var separator = new Separator(stored.Length, right.Head(0), right.KeyLength(0), isSequential);
        DropFirstKey(right);
        return separator;
    }

    /// <summary>Makes cell 0 of an internal page the one without lower bound.</summary>
    public static void DropFirstKey(NodePage node)
    {
        Span<byte> child = stackalloc byte[PageRef.Size];
        node.Child(0).Write(child);
        node.Remove(0);
        node.Insert(0, child, head: 0, keyLength: 0);
    }

    private TreeRoot Grow(TreeRoot root, uint rightPage, Separator separator, ulong slot)
    {
        var level = root.Level + 1;
        var page = pages.Allocate(PageType.Internal, level, slot);
        var node = Node(page);
        Span<byte> left = stackalloc byte[PageRef.Size];
        root.Reference.Write(left);
        node.Append(left, head: 0, keyLength: 0);
        new PageRef(rightPage, 0).Write(_separator);
        node.Append(_separator.AsSpan(0, PageRef.Size + separator.StoredBytes), separator.Head, separator.KeyLength);
        return new TreeRoot(new PageRef(page, 0), level);
    }

    // Cells [0, cut) stay, the rest moves to a new page; the new cell is counted at its place.
    private NodePage Distribute(NodePage left, NewCell cell, bool isSequential, ulong slot)
    {
        Span<byte> copy = stackalloc byte[PageLayout.PageBytes];
        left.Bytes.CopyTo(copy);
        var old = new NodePage(copy);
        var cut = ChooseCut(old, cell, isSequential);
        var right = Node(pages.Allocate(TreeRoot.TypeAt(old.Level), old.Level, slot));
        PageLayout.Begin(left.Bytes, TreeRoot.TypeAt(old.Level), old.Page, old.Level, slot);
        for (var i = 0; i <= old.Count; i++)
        {
            var target = i < cut ? left : right;
            if (i == cell.Index)
                target.Append(cell.Bytes, cell.Head, cell.KeyLength);
            else
                AppendOld(target, old, i < cell.Index ? i : i - 1);
        }
        return right;
    }

    private static void AppendOld(NodePage target, NodePage old, int index) =>
        target.Append(old.Cell(index), old.Head(index), old.KeyLength(index));

    private static int ChooseCut(NodePage old, NewCell cell, bool isSequential)
    {
        var total = old.UsedBytes + cell.Bytes.Length + NodePage.SlotBytes;
        var leftBytes = 0;
        var best = 0;
        var bestDistance = int.MaxValue;
        for (var cut = 1; cut <= old.Count; cut++)
        {
            leftBytes += CellBytes(old, cell, cut - 1) + NodePage.SlotBytes;
            if (leftBytes > PageLayout.PayloadBytes || total - leftBytes > PageLayout.PayloadBytes)
                continue;
            var distance = isSequential ? Math.Abs(cut - cell.Index) : Math.Abs(total - 2 * leftBytes);
            if (distance >= bestDistance)
                continue;
            (best, bestDistance) = (cut, distance);
        }
        Invariant.Holds(best > 0);
        return best;
    }

    private static int CellBytes(NodePage old, NewCell cell, int index) =>
        index == cell.Index ? cell.Bytes.Length : old.Cell(index < cell.Index ? index : index - 1).Length;

    private NodePage Node(uint page) => new(pages.Current(page));
}
