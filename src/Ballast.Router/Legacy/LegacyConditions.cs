using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Router.Errors;

namespace Ballast.Router.Legacy;

/// <summary>Checks the entries of Expected, filters and KeyConditions, and makes tests of them.</summary>
internal static class LegacyConditions
{
    /// <summary>Entries of one parameter. Ours: each is asked of every item, which an executor must bear.</summary>
    public const int CountMax = 1024;

    /// <summary>Filters and KeyConditions: an operator with its operands.</summary>
    public static ApiError? Read(List<LegacyCondition> conditions, out List<AttributeTest> tests)
    {
        tests = [];
        if (conditions.Count > CountMax)
            return LegacyTexts.TooMany(conditions.Count);
        foreach (var condition in conditions)
        {
            if (condition.IsNull)
                return LegacyTexts.NullCondition(condition.Attribute);
            if (AddTest(condition, condition.Operands ?? [], tests) is { } error)
                return error;
        }
        return null;
    }

    /// <summary>Expected: as a filter, or Exists and Value.</summary>
    public static ApiError? ReadExpected(List<LegacyCondition> conditions, out List<AttributeTest> tests)
    {
        tests = [];
        if (conditions.Count > CountMax)
            return LegacyTexts.TooMany(conditions.Count);
        foreach (var condition in conditions)
        {
            if (CheckMembers(condition) is { } wrong)
                return wrong;
            if ((condition.ComparisonOperator is null ? AddExistence(condition, tests) : AddTest(condition, OperandsOf(condition), tests)) is { } error)
                return error;
        }
        return null;
    }

    private static ApiError? CheckMembers(LegacyCondition condition)
    {
        if (condition.IsNull)
            return LegacyTexts.NullExpected(condition.Attribute);
        if (condition.ComparisonOperator is not null && condition.Exists is not null)
            return LegacyTexts.ExistsAndOperator(condition.Attribute);
        if (condition is { Value: not null, Operands: not null })
            return LegacyTexts.ValueAndList(condition.Attribute);
        if (condition.ComparisonOperator is null)
            return condition.Operands is null ? null : LegacyTexts.ListWithoutOperator(condition.Attribute);
        var takesNone = condition.ComparisonOperator is "NULL" or "NOT_NULL";
        return takesNone || condition.Value is not null || condition.Operands is not null
            ? null
            : LegacyTexts.OperatorWithoutValue(condition.ComparisonOperator, condition.Attribute);
    }

    private static List<byte[]> OperandsOf(LegacyCondition condition) => condition.Value is { } value ? [value] : condition.Operands ?? [];

    private static ApiError? AddExistence(LegacyCondition condition, List<AttributeTest> tests)
    {
        if (condition.Exists != false && condition.Value is null)
            return LegacyTexts.ValueMissing(condition.Exists, condition.Attribute);
        if (condition.Exists == false && condition.Value is not null)
            return LegacyTexts.ValueNotExpected(condition.Attribute);
        tests.Add(condition.Value is { } value
            ? Test(condition, AttributeOperator.Equal, [value])
            : Test(condition, AttributeOperator.NotExists, []));
        return null;
    }

    private static ApiError? AddTest(LegacyCondition condition, List<byte[]> operands, List<AttributeTest> tests)
    {
        var text = condition.ComparisonOperator!;
        var asked = OperatorOf(text);
        if (!TakesCount(asked, operands.Count))
            return LegacyTexts.OperandCount(text);
        foreach (var operand in operands)
            if (!TakesType(asked, new ValueView(operand).Tag))
                return LegacyTexts.OperandType(text, new ValueView(operand).Tag);
        foreach (var operand in operands)
            if (new ValueView(operand).Tag != new ValueView(operands[0]).Tag)
                return LegacyTexts.DifferentTypes;
        if (asked == AttributeOperator.Between && new ValueView(operands[0]).CompareTo(new ValueView(operands[1])) > 0)
            return LegacyTexts.EmptyRange;
        tests.Add(Test(condition, asked, operands));
        return null;
    }

    private static AttributeTest Test(LegacyCondition condition, AttributeOperator asked, List<byte[]> operands) =>
        new(Encoding.UTF8.GetBytes(condition.Attribute), asked, [.. operands.Select(static operand => (ReadOnlyMemory<byte>)operand)]);

    private static bool TakesCount(AttributeOperator asked, int count) => asked switch
    {
        AttributeOperator.Exists or AttributeOperator.NotExists => count == 0,
        AttributeOperator.Between => count == 2,
        AttributeOperator.In => count >= 1,
        _ => count == 1,
    };

    private static bool TakesType(AttributeOperator asked, ValueTag tag) => asked switch
    {
        AttributeOperator.Equal or AttributeOperator.NotEqual => true,
        AttributeOperator.BeginsWith => tag is ValueTag.String or ValueTag.Binary,
        AttributeOperator.Contains or AttributeOperator.NotContains =>
            tag is ValueTag.String or ValueTag.Number or ValueTag.Binary or ValueTag.Null || ValueTags.IsBool(tag),
        _ => tag is ValueTag.String or ValueTag.Number or ValueTag.Binary,
    };

    private static AttributeOperator OperatorOf(string text) => text switch
    {
        "EQ" => AttributeOperator.Equal,
        "NE" => AttributeOperator.NotEqual,
        "LT" => AttributeOperator.Less,
        "LE" => AttributeOperator.LessOrEqual,
        "GT" => AttributeOperator.Greater,
        "GE" => AttributeOperator.GreaterOrEqual,
        "NOT_NULL" => AttributeOperator.Exists,
        "NULL" => AttributeOperator.NotExists,
        "CONTAINS" => AttributeOperator.Contains,
        "NOT_CONTAINS" => AttributeOperator.NotContains,
        "BEGINS_WITH" => AttributeOperator.BeginsWith,
        "IN" => AttributeOperator.In,
        "BETWEEN" => AttributeOperator.Between,
        _ => throw Foundation.Invariant.Unreachable("an operator outside the enumeration"),
    };
}
