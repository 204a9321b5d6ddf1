using System.Diagnostics.CodeAnalysis;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Model.Expressions;

/// <summary>The expression of a query's key condition: parsed as a condition, then held against the key schema.</summary>
public static class KeyConditionExpression
{
    /// <summary>Parses UTF-8 text and checks that it asks one partition key, and at most one thing of the sort key.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> text,
        Placeholders placeholders,
        KeySchema schema,
        [NotNullWhen(true)] out KeyCondition? condition,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        condition = null;
        var reader = new ExpressionReader(ExpressionKind.KeyCondition, text, placeholders);
        var tree = ConditionGrammar.Read(ref reader);
        error = reader.Error;
        if (error is not null)
            return false;
        var clauses = new List<KeyClause>();
        error = Collect(tree!, clauses) ?? Match(clauses, schema, out condition);
        return error is null && condition is not null;
    }

    private static ExpressionError? Collect(Condition condition, List<KeyClause> clauses)
    {
        if (condition is AndCondition and)
            return Collect(and.Left, clauses) ?? Collect(and.Right, clauses);
        var error = KeyClause.From(condition, out var clause);
        if (error is not null)
            return error;
        foreach (var other in clauses)
        {
            if (other.Name.Span.SequenceEqual(clause.Name.Span))
                return ExpressionTexts.KeyTwoConditions;
        }
        clauses.Add(clause);
        return null;
    }

    private static ExpressionError? Match(List<KeyClause> clauses, KeySchema schema, out KeyCondition? condition)
    {
        condition = null;
        KeyClause? partition = null, sort = null;
        var others = 0;
        foreach (var clause in clauses)
        {
            if (clause.Name.Span.SequenceEqual(schema.Partition.NameUtf8))
                partition = clause;
            else if (schema.Sort is not null && clause.Name.Span.SequenceEqual(schema.Sort.NameUtf8))
                sort = clause;
            else
                others++;
        }
        if (partition is null)
            return ExpressionTexts.KeyMissed(schema.Partition.Name);
        if (others > 0)
            return schema.Sort is not null && sort is null ? ExpressionTexts.KeyMissed(schema.Sort.Name) : ExpressionTexts.KeyNotSupported;
        if (partition.Value.Operator != SortOperator.Equal)
            return ExpressionTexts.KeyNotSupported;
        if (!partition.Value.Has(schema.Partition.Tag) || (sort is { } asked && !asked.Has(schema.Sort!.Tag)))
            return ExpressionTexts.KeyTypeMismatch;
        condition = new KeyCondition(partition.Value.Low, sort?.Operator ?? SortOperator.None, sort?.Low ?? default, sort?.High ?? default);
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
        var mirrored = comparison.Left is ValueOperand;
        var comparator = mirrored ? Comparators.Mirrored(comparison.Comparator) : comparison.Comparator;
        var (first, second) = mirrored ? (comparison.Right, comparison.Left) : (comparison.Left, comparison.Right);
        return Make(first, OperatorOf(comparator), second, null, out clause);
    }

    private static ExpressionError? FromBetween(BetweenCondition between, out KeyClause clause)
    {
        clause = default;
        return between.Operand is ValueOperand
            ? ExpressionTexts.KeyNotFirst("BETWEEN")
            : Make(between.Operand, SortOperator.Between, between.Low, between.High, out clause);
    }

    private static ExpressionError? FromBeginsWith(BeginsWithCondition begins, out KeyClause clause)
    {
        clause = default;
        return begins.Text is ValueOperand
            ? ExpressionTexts.KeyNotFirst(ConditionFunctions.BeginsWith)
            : Make(begins.Text, SortOperator.BeginsWith, begins.Prefix, null, out clause);
    }

    private static ExpressionError? Make(Operand name, SortOperator asked, Operand low, Operand? high, out KeyClause clause)
    {
        clause = default;
        if (name is SizeOperand || low is SizeOperand || high is SizeOperand)
            return ExpressionTexts.KeyNestedOperation;
        if (low is PathOperand || high is PathOperand)
            return ExpressionTexts.KeyTwoNames;
        if (name is not PathOperand path)
            return ExpressionTexts.KeyNoName;
        if (path.Path.Elements.Length > 1)
            return ExpressionTexts.KeyNestedPath;
        clause = new KeyClause(path.Path.Root, asked, ((ValueOperand)low).Encoded, (high as ValueOperand)?.Encoded ?? default);
        return null;
    }

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
