using System.Text;
using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>One step of a path: into a map by name, or into a list by index.</summary>
internal readonly struct PathElement
{
    private PathElement(ReadOnlyMemory<byte> name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>UTF-8; empty for an index.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>-1 for a name.</summary>
    public int Index { get; }

    public bool IsIndex => Index >= 0;

    public static PathElement Of(ReadOnlyMemory<byte> name) => new(name, -1);

    public static PathElement At(int index) => new(default, index);

    /// <summary>Indexes in their order, then names by their bytes.</summary>
    public int CompareTo(PathElement other)
    {
        if (IsIndex || other.IsIndex)
            return IsIndex && other.IsIndex ? Index.CompareTo(other.Index) : IsIndex ? -1 : 1;
        return Name.Span.SequenceCompareTo(other.Name.Span);
    }

    public override string ToString() => IsIndex ? $"[{Index}]" : Encoding.UTF8.GetString(Name.Span);
}

/// <summary>A place in a document, a.b[3].c; the first element is a name.</summary>
internal sealed class DocumentPath(PathElement[] elements)
{
    public ReadOnlySpan<PathElement> Elements => elements;

    /// <summary>The top-level attribute, UTF-8.</summary>
    public ReadOnlyMemory<byte> Root => elements[0].Name;

    /// <summary>Finds the value there; false where any step leads nowhere.</summary>
    public bool TryResolve(DocumentView item, out ValueView value)
    {
        if (!item.TryGet(elements[0].Name.Span, out value))
            return false;
        for (var i = 1; i < elements.Length; i++)
        {
            ref readonly var element = ref elements[i];
            if (element.IsIndex)
            {
                if (value.Tag != ValueTag.List || !value.AsList.TryGet(element.Index, out value))
                    return false;
            }
            else if (value.Tag != ValueTag.Map || !value.AsMap.TryGet(element.Name.Span, out value))
                return false;
        }
        return true;
    }

    /// <summary>True when one of the paths leads into this top-level attribute.</summary>
    public static bool AnyInto(List<DocumentPath> paths, ReadOnlySpan<byte> nameUtf8)
    {
        foreach (var path in paths)
        {
            if (path.Elements.Length > 1 && path.Root.Span.SequenceEqual(nameUtf8))
                return true;
        }
        return false;
    }

    public bool IsSameAs(DocumentPath other)
    {
        if (elements.Length != other.Elements.Length)
            return false;
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].CompareTo(other.Elements[i]) != 0)
                return false;
        }
        return true;
    }

    /// <summary>As the service shows paths: [a, b, [3]].</summary>
    public override string ToString() => $"[{string.Join(", ", elements)}]";
}
