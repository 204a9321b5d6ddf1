using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>The functions and operators of updates, and what operands they take.</summary>
internal static class UpdateFunctions
{
    public const string IfNotExists = "if_not_exists";
    public const string ListAppend = "list_append";
    private const int Operands = 2;

    /// <summary>Stands in for what was reported as an error, so that reading can go on.</summary>
    public static UpdateOperand Refused { get; } = new ValueSource(new[] { (byte)ValueTag.Null });

    public static bool IsKnown(string name) => name is IfNotExists or ListAppend;

    /// <param name="reader">Takes the errors.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="at">Where the name stands.</param>
    /// <param name="operands">What stands in the parentheses.</param>
    public static UpdateOperand Make(ref ExpressionReader reader, string name, int at, List<UpdateOperand> operands)
    {
        if (!IsKnown(name))
        {
            reader.ReportWord(at, ConditionFunctions.IsKnown(name) ? ExpressionTexts.NotInUpdate(name) : ExpressionTexts.UnknownFunction(name));
            return Refused;
        }
        foreach (var operand in operands)
            RequireNoListAppend(ref reader, operand);
        if (operands.Count != Operands)
        {
            reader.Report(ExpressionTexts.OperandCount(name, operands.Count));
            return Refused;
        }
        return name == IfNotExists ? MakeIfNotExists(ref reader, operands[0], operands[1]) : MakeListAppend(ref reader, at, operands[0], operands[1]);
    }

    public static UpdateOperand MakeSum(ref ExpressionReader reader, UpdateOperand left, UpdateOperand right, bool subtract)
    {
        var text = subtract ? "-" : "+";
        RequireNoListAppend(ref reader, left);
        RequireNoListAppend(ref reader, right);
        Require(ref reader, text, left, ValueTag.Number);
        Require(ref reader, text, right, ValueTag.Number);
        return new SumSource(left, right, subtract);
    }

    /// <summary>ADD takes numbers and sets, DELETE sets.</summary>
    public static void RequireForSection(ref ExpressionReader reader, string section, ReadOnlyMemory<byte> operand)
    {
        var tag = new ValueView(operand.Span).Tag;
        if (!ValueTags.IsSet(tag) && (tag != ValueTag.Number || section != "ADD"))
            reader.Report(ExpressionTexts.SectionOperandType(section, tag));
    }

    private static UpdateOperand MakeIfNotExists(ref ExpressionReader reader, UpdateOperand path, UpdateOperand fallback)
    {
        if (path is PathSource source)
            return new IfNotExistsSource(source.Path, fallback);
        reader.Report(ExpressionTexts.PathRequired(IfNotExists));
        return Refused;
    }

    private static ListAppendSource MakeListAppend(ref ExpressionReader reader, int at, UpdateOperand first, UpdateOperand second)
    {
        Require(ref reader, ListAppend, first, ValueTag.List);
        Require(ref reader, ListAppend, second, ValueTag.List);
        return new ListAppendSource(at, first, second);
    }

    private static void Require(ref ExpressionReader reader, string function, UpdateOperand operand, ValueTag tag)
    {
        if (operand is ValueSource value && value.Tag != tag)
            reader.Report(ExpressionTexts.OperandType(function, value.Tag));
    }

    // list_append is a whole value or nothing.
    private static void RequireNoListAppend(ref ExpressionReader reader, UpdateOperand operand)
    {
        if (operand is ListAppendSource append)
            reader.ReportWord(append.At, ExpressionTexts.MisusedFunction(ListAppend));
    }
}
