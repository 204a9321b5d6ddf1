using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>Writes an item anew with the edits of an update: the document and the tree of paths are walked side by side.</summary>
/// <remarks>Both are sorted, so the result is written in order and nothing is held but the current entry.</remarks>
internal readonly ref struct UpdateMerge(List<UpdateAction> actions, DocumentView item, DocumentBuilder target)
{
    private readonly DocumentView _item = item;

    /// <summary>Appends the new document, or returns what is wrong; then what was appended is of no use.</summary>
    public ExpressionError? Run(PathNode root)
    {
        target.BeginDocument();
        var error = MergeEntries(root, _item, 0);
        if (error is null)
            target.EndDocument();
        return error;
    }

    private ExpressionError? MergeEntries(PathNode node, DocumentView source, int nesting)
    {
        var next = 0;
        foreach (var entry in source)
        {
            for (; next < node.Count && node[next].Element.Name.Span.SequenceCompareTo(entry.Name) < 0; next++)
            {
                if (MergeEntry(node[next], default, nesting) is { } error)
                    return error;
            }
            if (next < node.Count && node[next].Element.Name.Span.SequenceEqual(entry.Name))
            {
                if (MergeEntry(node[next++], entry.Value, nesting) is { } error)
                    return error;
                continue;
            }
            target.Name(entry.Name);
            target.Raw(entry.Value.Encoded);
        }
        for (; next < node.Count; next++)
        {
            if (MergeEntry(node[next], default, nesting) is { } error)
                return error;
        }
        return null;
    }

    private ExpressionError? MergeEntry(PathNode node, ValueView old, int nesting)
    {
        if (node.IsEnd && !actions[node.Ordinal].Yields(old))
            return null;
        target.Name(node.Element.Name.Span);
        return MergeValue(node, old, nesting);
    }

    private ExpressionError? MergeElements(PathNode node, ListView source, int nesting)
    {
        int next = 0, index = 0;
        foreach (var element in source)
        {
            var here = index++;
            if (next < node.Count && node[next].Element.Index == here)
            {
                if (MergeElement(node[next++], element, nesting) is { } error)
                    return error;
                continue;
            }
            target.Raw(element.Encoded);
        }
        // Beyond the end: what is set there is appended, in the order of the indexes.
        for (; next < node.Count; next++)
        {
            if (MergeElement(node[next], default, nesting) is { } error)
                return error;
        }
        return null;
    }

    private ExpressionError? MergeElement(PathNode node, ValueView old, int nesting) =>
        node.IsEnd && !actions[node.Ordinal].Yields(old) ? null : MergeValue(node, old, nesting);

    private ExpressionError? MergeValue(PathNode node, ValueView old, int nesting)
    {
        if (node.IsEnd)
            return WriteAction(actions[node.Ordinal], old, nesting);
        if (old.IsAbsent || old.Tag != (node.HasIndexes ? ValueTag.List : ValueTag.Map))
            return ExpressionTexts.UpdatePath;
        ExpressionError? error;
        if (node.HasIndexes)
        {
            target.BeginList();
            error = MergeElements(node, old.AsList, nesting + 1);
            if (error is null)
                target.EndList();
            return error;
        }
        target.BeginMap();
        error = MergeEntries(node, old.AsMap, nesting + 1);
        if (error is null)
            target.EndMap();
        return error;
    }

    private ExpressionError? WriteAction(UpdateAction action, ValueView old, int nesting)
    {
        var start = target.Length;
        if (action.Write(old, _item, target) is { } error)
            return error;
        // What was written whole may hold levels of its own.
        return nesting + ValueNesting.Of(new ValueView(target.Written[start..])) > DocumentBuilder.NestingMax
            ? ExpressionTexts.UpdateNesting
            : null;
    }
}
