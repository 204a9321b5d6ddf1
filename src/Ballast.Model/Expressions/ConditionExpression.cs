using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>A condition or filter, parsed once and asked of any number of items.</summary>
/// <remarks>Immutable; refers to the request's bytes (<see cref="Placeholders"/>).</remarks>
public sealed class ConditionExpression : IPathExpression
{
    private readonly Condition _condition;
    private readonly List<DocumentPath> _paths;

    private ConditionExpression(Condition condition, List<DocumentPath> paths)
    {
        _condition = condition;
        _paths = paths;
    }

    /// <summary>Parses UTF-8 text; <paramref name="kind"/> is Condition or Filter and only words the error.</summary>
    public static bool TryParse(
        ExpressionKind kind,
        ReadOnlyMemory<byte> text,
        Placeholders placeholders,
        [NotNullWhen(true)] out ConditionExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        var reader = new ExpressionReader(kind, text, placeholders);
        var condition = ConditionGrammar.Read(ref reader);
        error = reader.Error;
        expression = error is null ? new ConditionExpression(condition!, reader.Paths) : null;
        return expression is not null;
    }

    /// <summary>A condition that asks all of <paramref name="tests"/>, or any of them; there must be one at least.</summary>
    public static ConditionExpression OfTests(IReadOnlyList<AttributeTest> tests, bool any) =>
        new(Joined(tests, any, 0, tests.Count), [.. tests.Select(static test => test.Path)]);

    /// <summary>The condition of which these are the parts.</summary>
    internal static ConditionExpression OfParts(Condition root, List<DocumentPath> paths) => new(root, paths);

    internal Condition Root => _condition;

    /// <summary>All paths that occur in it.</summary>
    internal IReadOnlyList<DocumentPath> Paths => _paths;

    /// <summary>Whether it holds for <paramref name="item"/>; the absent view stands for an item that does not exist.</summary>
    public bool Evaluate(DocumentView item) => _condition.Evaluate(item);

    /// <inheritdoc/>
    public bool LooksInto(ReadOnlySpan<byte> nameUtf8) => DocumentPath.AnyInto(_paths, nameUtf8);

    /// <summary>True when some path in it begins with this top-level attribute (a filter may not ask for key attributes).</summary>
    public bool Mentions(ReadOnlySpan<byte> nameUtf8)
    {
        foreach (var path in _paths)
        {
            if (path.Root.Span.SequenceEqual(nameUtf8))
                return true;
        }
        return false;
    }

    /// <summary>The top-level attributes that it asks about, in the order of their names and each once.</summary>
    public IReadOnlyList<string> Attributes =>
        [.. _paths.Select(static path => Encoding.UTF8.GetString(path.Root.Span)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // Balanced, so that the stack knows nothing of how many there are.
    private static Condition Joined(IReadOnlyList<AttributeTest> tests, bool any, int first, int count)
    {
        if (count == 1)
            return tests[first].ToCondition();
        var left = Joined(tests, any, first, count / 2);
        var right = Joined(tests, any, first + count / 2, count - count / 2);
        return any ? new OrCondition(left, right) : new AndCondition(left, right);
    }
}
