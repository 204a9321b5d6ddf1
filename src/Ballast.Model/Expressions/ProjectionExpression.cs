using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>Which parts of an item to return.</summary>
/// <remarks>Immutable; refers to the request's bytes (<see cref="Placeholders"/>).</remarks>
public sealed class ProjectionExpression
{
    private readonly PathNode _root;

    private ProjectionExpression(PathNode root) => _root = root;

    public static bool TryParse(
        ReadOnlyMemory<byte> text,
        Placeholders placeholders,
        [NotNullWhen(true)] out ProjectionExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        var reader = new ExpressionReader(ExpressionKind.Projection, text, placeholders);
        var root = new PathNode(default);
        while (!reader.Failed)
        {
            var path = reader.ReadPath();
            if (path is null)
                break;
            if (root.Add(path, reader.Paths.Count - 1, reader.Paths) is { } problem)
                reader.Report(problem);
            if (reader.Take(TokenKind.Comma))
                continue;
            reader.ExpectEnd();
            break;
        }
        error = reader.Error;
        expression = error is null ? new ProjectionExpression(root) : null;
        return expression is not null;
    }

    /// <summary>A projection on whole top-level attributes; names given twice count once.</summary>
    public static ProjectionExpression OfAttributes(IEnumerable<string> names)
    {
        var root = new PathNode(default);
        var paths = new List<DocumentPath>();
        // In the order of the tree, so that each is inserted at the end.
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            paths.Add(new DocumentPath([PathElement.Of(Encoding.UTF8.GetBytes(name))]));
            root.Add(paths[^1], paths.Count - 1, paths);
        }
        return new ProjectionExpression(root);
    }

    /// <summary>Appends the document of what it selects from <paramref name="item"/>; what is not there is left out.</summary>
    public void Apply(DocumentView item, DocumentBuilder target) => PathSelection.Copy(_root, item, target);

    /// <summary>True when it selects something of this top-level attribute.</summary>
    public bool Mentions(ReadOnlySpan<byte> nameUtf8)
    {
        for (var i = 0; i < _root.Count; i++)
        {
            if (_root[i].Element.Name.Span.SequenceEqual(nameUtf8))
                return true;
        }
        return false;
    }

    /// <summary>True when it selects nothing but whole or parts of the attributes for which <paramref name="isKnown"/> answers true.</summary>
    public bool MentionsOnly(Func<ReadOnlyMemory<byte>, bool> isKnown)
    {
        for (var i = 0; i < _root.Count; i++)
        {
            if (!isKnown(_root[i].Element.Name))
                return false;
        }
        return true;
    }
}
