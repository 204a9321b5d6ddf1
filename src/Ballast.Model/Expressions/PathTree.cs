namespace Ballast.Model.Expressions;

/// <summary>The paths of a projection or an update as one tree, sorted as documents are, so that both are walked side by side.</summary>
/// <remarks>A node that ends a path has its ordinal and no children; every other node has children, all names or all indexes.</remarks>
internal sealed class PathNode(PathElement element)
{
    private readonly List<PathNode> _children = [];

    public PathElement Element => element;

    /// <summary>Which path ends here, in the order of the expression; -1 for a node on the way.</summary>
    public int Ordinal { get; private set; } = -1;

    public bool IsEnd => Ordinal >= 0;
    public int Count => _children.Count;

    /// <summary>The children look into a list.</summary>
    public bool HasIndexes => _children.Count > 0 && _children[0].Element.IsIndex;

    public PathNode this[int child] => _children[child];

    /// <summary>Adds the paths of an expression's clauses, the last first, and reports those that do not go together.</summary>
    public static void AddAll(ref ExpressionReader reader, PathNode root, List<DocumentPath> paths)
    {
        for (var clause = paths.Count - 1; clause >= 0; clause--)
        {
            if (root.Add(paths[clause], clause, paths) is { } problem)
                reader.ReportTarget(clause, problem);
        }
    }

    /// <summary>Adds path number <paramref name="ordinal"/>. Returns what is wrong with it beside the paths behind it, or null.</summary>
    public string? Add(DocumentPath path, int ordinal, List<DocumentPath> paths)
    {
        var node = this;
        foreach (var step in path.Elements)
        {
            if (node.IsEnd)
                return ExpressionTexts.Overlap(path.ToString(), paths[node.Ordinal].ToString());
            if (node._children.Count > 0 && node.HasIndexes != step.IsIndex)
                return ExpressionTexts.Conflict(path.ToString(), paths[node.FirstOrdinal()].ToString());
            node = node.ChildFor(step);
        }
        if (node.IsEnd || node._children.Count > 0)
            return ExpressionTexts.Overlap(path.ToString(), paths[node.FirstOrdinal()].ToString());
        node.Ordinal = ordinal;
        return null;
    }

    private PathNode ChildFor(PathElement step)
    {
        int low = 0, high = _children.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = _children[middle].Element.CompareTo(step);
            if (order == 0)
                return _children[middle];
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        var child = new PathNode(step);
        _children.Insert(low, child);
        return child;
    }

    private int FirstOrdinal()
    {
        if (IsEnd)
            return Ordinal;
        var first = int.MaxValue;
        foreach (var child in _children)
            first = Math.Min(first, child.FirstOrdinal());
        return first;
    }
}
