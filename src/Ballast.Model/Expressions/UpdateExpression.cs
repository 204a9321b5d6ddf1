using System.Diagnostics.CodeAnalysis;
using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>An update, parsed once: which paths change, and how.</summary>
/// <remarks>Immutable; refers to the request's bytes (<see cref="Placeholders"/>). Pure: the same item gives the same result.</remarks>
public sealed class UpdateExpression : IPathExpression
{
    private readonly PathNode _root;
    private readonly List<DocumentPath> _targets;
    private readonly List<UpdateAction> _actions;
    private readonly List<DocumentPath> _paths;

    private UpdateExpression(PathNode root, List<DocumentPath> targets, List<UpdateAction> actions, List<DocumentPath> paths)
    {
        _paths = paths;
        _root = root;
        _targets = targets;
        _actions = actions;
    }

    public static bool TryParse(
        ReadOnlyMemory<byte> text,
        Placeholders placeholders,
        [NotNullWhen(true)] out UpdateExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        var reader = new ExpressionReader(ExpressionKind.Update, text, placeholders);
        var root = new PathNode(default);
        var targets = new List<DocumentPath>();
        var actions = new List<UpdateAction>();
        if (!reader.Failed)
            UpdateGrammar.Read(ref reader, root, targets, actions);
        error = reader.Error;
        expression = error is null ? new UpdateExpression(root, targets, actions, reader.Paths) : null;
        return expression is not null;
    }

    /// <summary>An update from changes of different attributes.</summary>
    public static UpdateExpression OfChanges(IEnumerable<AttributeChange> changes)
    {
        var root = new PathNode(default);
        var paths = new List<DocumentPath>();
        var actions = new List<UpdateAction>();
        var makesItem = false;
        foreach (var (path, change) in changes
            .Select(static change => (Path: new DocumentPath([PathElement.Of(change.Name)]), Change: change))
            .Order(Comparer<(DocumentPath Path, AttributeChange)>.Create(static (one, other) => one.Path.Elements[0].CompareTo(other.Path.Elements[0]))))
        {
            paths.Add(path);
            actions.Add(change.ToAction());
            root.Add(path, paths.Count - 1, paths);
            makesItem |= change.Action != AttributeAction.Delete;
        }
        return new UpdateExpression(root, paths, actions, paths) { MakesItem = makesItem };
    }

    /// <summary>The update of which these are the parts; null when the targets do not go together.</summary>
    /// <param name="targets">Which paths change, in the order of their actions.</param>
    /// <param name="actions">What happens at the end of each.</param>
    /// <param name="paths">All that occur in it.</param>
    /// <param name="makesItem">As <see cref="MakesItem"/>.</param>
    internal static UpdateExpression? OfParts(List<DocumentPath> targets, List<UpdateAction> actions, List<DocumentPath> paths, bool makesItem)
    {
        Invariant.Holds(targets.Count == actions.Count);
        var root = new PathNode(default);
        for (var i = 0; i < targets.Count; i++)
            if (root.Add(targets[i], i, targets) is not null)
                return null;
        return new UpdateExpression(root, targets, actions, paths) { MakesItem = makesItem };
    }

    /// <summary>The paths that change, in the order of their <see cref="Actions"/>.</summary>
    internal IReadOnlyList<DocumentPath> Targets => _targets;

    internal IReadOnlyList<UpdateAction> Actions => _actions;

    /// <summary>All paths that occur in it.</summary>
    internal IReadOnlyList<DocumentPath> Paths => _paths;

    /// <summary>False where an item that does not exist yet is to stay so: changes that only delete.</summary>
    public bool MakesItem { get; private init; } = true;

    /// <summary>
    /// Appends the item as it is after the update, or returns the error that the update meets on this item. For an item that does not exist
    /// yet, <paramref name="item"/> is the document of its key. All operands see the item as it was.
    /// </summary>
    public ExpressionError? Apply(DocumentView item, DocumentBuilder target) => new UpdateMerge(_actions, item, target).Run(_root);

    /// <summary>
    /// Appends the document of what the update's paths reach in <paramref name="item"/>: of the old item for UPDATED_OLD, of the new one for
    /// UPDATED_NEW. It has no entries where no path reaches anything.
    /// </summary>
    public void CopyTouched(DocumentView item, DocumentBuilder target) => PathSelection.Copy(_root, item, target);

    /// <inheritdoc/>
    public bool LooksInto(ReadOnlySpan<byte> nameUtf8) => DocumentPath.AnyInto(_paths, nameUtf8);

    /// <summary>True when it changes this top-level attribute or something in it (keys may not be changed).</summary>
    public bool Modifies(ReadOnlySpan<byte> nameUtf8)
    {
        for (var i = 0; i < _root.Count; i++)
        {
            if (_root[i].Element.Name.Span.SequenceEqual(nameUtf8))
                return true;
        }
        return false;
    }
}
