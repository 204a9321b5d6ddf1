using System.Diagnostics.CodeAnalysis;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Model.Expressions;

/// <summary>The expression of a query's key condition: parsed as a condition, then held against the key schema.</summary>
/// <remarks>Refers to the request's bytes (<see cref="Placeholders"/>). <see cref="Collect"/> comes before <see cref="TryMatch"/>.</remarks>
public sealed class KeyConditionExpression
{
    private const int ClausesMax = 2;
    private readonly Condition _tree;
    private readonly List<KeyClause> _clauses = [];

    private KeyConditionExpression(Condition tree) => _tree = tree;

    /// <summary>Parses UTF-8 text.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> text,
        Placeholders placeholders,
        [NotNullWhen(true)] out KeyConditionExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        var reader = new ExpressionReader(ExpressionKind.KeyCondition, text, placeholders);
        var tree = ConditionGrammar.Read(ref reader);
        error = reader.Error;
        expression = error is null ? new KeyConditionExpression(tree!) : null;
        return expression is not null;
    }

    /// <summary>Checks that it asks one thing of each attribute. How many they may be, the schema knows.</summary>
    public ExpressionError? Collect()
    {
        _clauses.Clear();
        return CollectFrom(_tree);
    }

    /// <summary>Checks that it asks for one partition key, and at most one thing of the sort key.</summary>
    public bool TryMatch(KeySchema schema, [NotNullWhen(true)] out KeyCondition? condition, [NotNullWhen(false)] out ExpressionError? error)
    {
        error = Match(schema, out condition);
        return error is null && condition is not null;
    }

    private ExpressionError? CollectFrom(Condition condition)
    {
        if (condition is AndCondition and)
            return CollectFrom(and.Left) ?? CollectFrom(and.Right);
        var error = KeyClause.From(condition, out var clause);
        if (error is not null)
            return error;
        foreach (var other in _clauses)
        {
            if (other.Name.Span.SequenceEqual(clause.Name.Span))
                return ExpressionTexts.KeyTwoConditions;
        }
        _clauses.Add(clause);
        return null;
    }

    private ExpressionError? Match(KeySchema schema, out KeyCondition? condition)
    {
        condition = null;
        if (_clauses.Count > ClausesMax)
            return ExpressionTexts.KeyClauseCount(_clauses.Count, schema.Sort is null ? 1 : 2);
        if (schema.Sort is null && _clauses.Count > 1)
            return ExpressionTexts.KeyNotSupported;
        if (Find(schema.Partition) is not { } partition)
            return ExpressionTexts.KeyMissed(schema.Partition.Name);
        if (!partition.Has(schema.Partition.Tag))
            return ExpressionTexts.KeyTypeMismatch;
        if (partition.Operator != SortOperator.Equal)
            return ExpressionTexts.KeyNotSupported;
        var sort = schema.Sort is null ? null : Find(schema.Sort);
        if (sort is null && _clauses.Count > 1)
            return ExpressionTexts.KeyMissed(schema.Sort!.Name);
        if (sort is { } asked && !asked.Has(schema.Sort!.Tag))
            return ExpressionTexts.KeyTypeMismatch;
        condition = new KeyCondition(partition.Low, sort?.Operator ?? SortOperator.None, sort?.Low ?? default, sort?.High ?? default);
        return null;
    }

    private KeyClause? Find(KeyPart part)
    {
        foreach (var clause in _clauses)
        {
            if (clause.Name.Span.SequenceEqual(part.NameUtf8))
                return clause;
        }
        return null;
    }
}

/// <summary>One clause of a key condition: a top-level attribute, an operator, and one or two values.</summary>
internal readonly record struct KeyClause(ReadOnlyMemory<byte> Name, SortOperator Operator, ReadOnlyMemory<byte> Low, ReadOnlyMemory<byte> High)
{
    /// <summary>True when the operands are of this type.</summary>
    public bool Has(ValueTag tag) => new ValueView(Low.Span).Tag == tag && (High.IsEmpty || new ValueView(High.Span).Tag == tag);

    public static ExpressionError? From(Condition condition, out KeyClause clause)
    {
        clause = default;
        return condition switch
        {
            ComparisonCondition { Comparator: Comparator.NotEqual } => ExpressionTexts.KeyOperator("<>"),
            ComparisonCondition comparison => FromComparison(comparison, out clause),
            BetweenCondition between => FromBetween(between, out clause),
            BeginsWithCondition begins => FromBeginsWith(begins, out clause),
            _ => ExpressionTexts.KeyOperator(NameOf(condition)),
        };
    }

    private static ExpressionError? FromComparison(ComparisonCondition comparison, out KeyClause clause)
    {
        clause = default;
        if (Read([comparison.Left, comparison.Right], out var name) is { } error)
            return error;
        var isMirrored = comparison.Left is ValueOperand;
        var comparator = isMirrored ? Comparators.Mirrored(comparison.Comparator) : comparison.Comparator;
        clause = new KeyClause(name, OperatorOf(comparator), Encoded(isMirrored ? comparison.Left : comparison.Right), default);
        return null;
    }

    private static ExpressionError? FromBetween(BetweenCondition between, out KeyClause clause)
    {
        clause = default;
        if (between.Operand is ValueOperand)
            return ExpressionTexts.KeyNotFirst("BETWEEN");
        if (Read([between.Operand, between.Low, between.High], out var name) is { } error)
            return error;
        clause = new KeyClause(name, SortOperator.Between, Encoded(between.Low), Encoded(between.High));
        return null;
    }

    private static ExpressionError? FromBeginsWith(BeginsWithCondition begins, out KeyClause clause)
    {
        clause = default;
        if (begins.Text is ValueOperand)
            return ExpressionTexts.KeyNotFirst(ConditionFunctions.BeginsWith);
        if (Read([begins.Text, begins.Prefix], out var name) is { } error)
            return error;
        clause = new KeyClause(name, SortOperator.BeginsWith, Encoded(begins.Prefix), default);
        return null;
    }

    // Operands from the left: one is a top-level attribute, the others are values.
    private static ExpressionError? Read(ReadOnlySpan<Operand> operands, out ReadOnlyMemory<byte> name)
    {
        name = default;
        var hasName = false;
        foreach (var operand in operands)
        {
            if (operand is SizeOperand)
                return ExpressionTexts.KeyNestedOperation;
            if (operand is not PathOperand path)
                continue;
            if (hasName)
                return ExpressionTexts.KeyTwoNames;
            if (path.Path.Elements.Length > 1)
                return ExpressionTexts.KeyNestedPath;
            name = path.Path.Root;
            hasName = true;
        }
        return hasName ? null : ExpressionTexts.KeyNoName;
    }

    private static ReadOnlyMemory<byte> Encoded(Operand operand) => ((ValueOperand)operand).Encoded;

    private static SortOperator OperatorOf(Comparator comparator) => comparator switch
    {
        Comparator.Equal => SortOperator.Equal,
        Comparator.Less => SortOperator.Less,
        Comparator.LessOrEqual => SortOperator.LessOrEqual,
        Comparator.Greater => SortOperator.Greater,
        _ => SortOperator.GreaterOrEqual,
    };

    private static string NameOf(Condition condition) => condition switch
    {
        OrCondition => "OR",
        NotCondition => "NOT",
        InCondition => "IN",
        ExistsCondition exists => exists.Expected ? ConditionFunctions.Exists : ConditionFunctions.NotExists,
        TypeCondition => ConditionFunctions.Type,
        _ => ConditionFunctions.Contains,
    };
}
