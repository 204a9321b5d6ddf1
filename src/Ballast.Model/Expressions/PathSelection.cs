using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>Copies what the paths of a tree reach, with the maps and lists around it. List elements close up, in order.</summary>
internal static class PathSelection
{
    /// <summary>Appends the document of everything in <paramref name="source"/> that a path reaches.</summary>
    public static void Copy(PathNode root, DocumentView source, DocumentBuilder target)
    {
        target.BeginDocument();
        CopyEntries(root, source, target);
        target.EndDocument();
    }

    private static void CopyEntries(PathNode node, DocumentView source, DocumentBuilder target)
    {
        var next = 0;
        foreach (var entry in source)
        {
            while (next < node.Count && node[next].Element.Name.Span.SequenceCompareTo(entry.Name) < 0)
                next++;
            if (next == node.Count)
                return;
            if (!node[next].Element.Name.Span.SequenceEqual(entry.Name) || !Reaches(node[next], entry.Value))
                continue;
            target.Name(entry.Name);
            CopyValue(node[next], entry.Value, target);
        }
    }

    private static void CopyValue(PathNode node, ValueView value, DocumentBuilder target)
    {
        if (node.IsEnd)
        {
            target.Raw(value.Encoded);
        }
        else if (node.HasIndexes)
        {
            target.BeginList();
            CopyElements(node, value.AsList, target);
            target.EndList();
        }
        else
        {
            target.BeginMap();
            CopyEntries(node, value.AsMap, target);
            target.EndMap();
        }
    }

    private static void CopyElements(PathNode node, ListView source, DocumentBuilder target)
    {
        int next = 0, index = 0;
        foreach (var element in source)
        {
            if (next == node.Count)
                return;
            if (node[next].Element.Index != index++)
                continue;
            if (Reaches(node[next], element))
                CopyValue(node[next], element, target);
            next++;
        }
    }

    // A map or list around nothing is not shown, so it is known before it is opened whether a path ends in it.
    private static bool Reaches(PathNode node, ValueView value)
    {
        if (node.IsEnd)
            return true;
        if (value.Tag != (node.HasIndexes ? ValueTag.List : ValueTag.Map))
            return false;
        for (var i = 0; i < node.Count; i++)
        {
            ValueView child;
            var found = node.HasIndexes
                ? value.AsList.TryGet(node[i].Element.Index, out child)
                : value.AsMap.TryGet(node[i].Element.Name.Span, out child);
            if (found && Reaches(node[i], child))
                return true;
        }
        return false;
    }
}
