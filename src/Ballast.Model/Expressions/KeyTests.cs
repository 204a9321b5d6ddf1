using System.Diagnostics.CodeAnalysis;

using Ballast.Model.Keys;

namespace Ballast.Model.Expressions;

/// <summary>A query's key condition from tests of attributes, held against the key schema.</summary>
public static class KeyTests
{
    /// <summary>Takes one or two tests of different attributes. The order of the errors is the service's.</summary>
    public static bool TryMatch(
        IReadOnlyList<AttributeTest> tests,
        KeySchema schema,
        [NotNullWhen(true)] out KeyCondition? condition,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        condition = null;
        var partition = Find(tests, schema.Partition);
        var sort = schema.Sort is null ? null : Find(tests, schema.Sort);
        error = tests.Count > 1 && schema.Sort is null ? ExpressionTexts.KeyNotSupported
            : partition is null ? ExpressionTexts.KeyMissed(schema.Partition.Name)
            : Check(partition, schema.Partition)
            ?? (partition.Operator != AttributeOperator.Equal ? ExpressionTexts.KeyNotSupported : null)
            ?? (tests.Count > 1 && sort is null ? ExpressionTexts.KeyMissed(schema.Sort!.Name) : null)
            ?? (sort is null ? null : Check(sort, schema.Sort!));
        if (error is not null)
            return false;
        condition = sort is null
            ? new KeyCondition(partition!.Operands[0], SortOperator.None, default, default)
            : new KeyCondition(partition!.Operands[0], OperatorOf(sort)!.Value, sort.Operands[0], sort.Operands.Count > 1 ? sort.Operands[1] : default);
        return true;
    }

    private static AttributeTest? Find(IReadOnlyList<AttributeTest> tests, KeyPart part)
    {
        foreach (var test in tests)
        {
            if (test.Name.Span.SequenceEqual(part.NameUtf8))
                return test;
        }
        return null;
    }

    private static ExpressionError? Check(AttributeTest test, KeyPart part)
    {
        if (OperatorOf(test) is null)
            return ExpressionTexts.KeyNotIndexable;
        for (var i = 0; i < test.Operands.Count; i++)
        {
            if (test.Operand(i).Tag != part.Tag)
                return ExpressionTexts.KeyTypeMismatch;
        }
        return null;
    }

    private static SortOperator? OperatorOf(AttributeTest test) => test.Operator switch
    {
        AttributeOperator.Equal => SortOperator.Equal,
        AttributeOperator.Less => SortOperator.Less,
        AttributeOperator.LessOrEqual => SortOperator.LessOrEqual,
        AttributeOperator.Greater => SortOperator.Greater,
        AttributeOperator.GreaterOrEqual => SortOperator.GreaterOrEqual,
        AttributeOperator.Between => SortOperator.Between,
        AttributeOperator.BeginsWith => SortOperator.BeginsWith,
        _ => null,
    };
}
