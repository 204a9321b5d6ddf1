using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>Where the tree begins: its root page and how many levels stand below it.</summary>
internal readonly record struct TreeRoot(PageRef Reference, int Level)
{
    /// <summary>A split at every level takes a page per level; internal pages have at least seven children.</summary>
    public const int LevelsMax = 16;

    public static PageType TypeAt(int level) => level == 0 ? PageType.Leaf : PageType.Internal;
}

/// <summary>The way from the root to a leaf: at each depth a page, and which of its cells was taken.</summary>
internal sealed class TreePath
{
    private readonly PageRef[] _pages = new PageRef[TreeRoot.LevelsMax];
    private readonly int[] _indexes = new int[TreeRoot.LevelsMax];

    /// <summary>The depth of the leaf; the root has depth 0.</summary>
    public int LeafDepth { get; private set; }

    public void Begin(TreeRoot root)
    {
        Invariant.Holds(root.Level < TreeRoot.LevelsMax);
        LeafDepth = root.Level;
        _pages[0] = root.Reference;
    }

    public int LevelOf(int depth) => LeafDepth - depth;
    public PageRef this[int depth] => _pages[depth];
    public int IndexAt(int depth) => _indexes[depth];
    public void Set(int depth, PageRef page) => _pages[depth] = page;
    public void SetIndex(int depth, int index) => _indexes[depth] = index;
}
