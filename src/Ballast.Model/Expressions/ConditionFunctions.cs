using System.Text;
using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>The functions of conditions, and what operands they and the operators take.</summary>
internal static class ConditionFunctions
{
    public const string Exists = "attribute_exists";
    public const string NotExists = "attribute_not_exists";
    public const string Type = "attribute_type";
    public const string BeginsWith = "begins_with";
    public const string Contains = "contains";
    public const string Size = "size";

    /// <summary>Stands in for what was reported as an error, so that reading can go on.</summary>
    public static Condition Refused { get; } = new NotCondition(null!);

    public static Operand RefusedOperand { get; } = new ValueOperand(new[] { (byte)ValueTag.Null });

    public static bool IsKnown(string name) => OperandsOf(name) > 0;

    /// <param name="reader">Takes the errors.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="at">Where the name stands.</param>
    /// <param name="operands">What stands in the parentheses.</param>
    public static Parsed Make(ref ExpressionReader reader, string name, int at, List<Operand> operands)
    {
        var expected = OperandsOf(name);
        if (expected == 0)
        {
            reader.ReportWord(at, UpdateFunctions.IsKnown(name) ? ExpressionTexts.NotInCondition(name) : ExpressionTexts.UnknownFunction(name));
            return new Parsed(Refused, name);
        }
        if (expected != operands.Count)
        {
            reader.Report(ExpressionTexts.OperandCount(name, operands.Count));
            // A size is no condition, whatever it is of.
            return name == Size ? new Parsed(new SizeOperand(RefusedOperand)) : new Parsed(Refused, name);
        }
        return name switch
        {
            Exists or NotExists => MakeExists(ref reader, name, operands[0]),
            Type => MakeType(ref reader, operands[0], operands[1]),
            BeginsWith => MakeBeginsWith(ref reader, operands[0], operands[1]),
            Contains => MakeContains(ref reader, operands[0], operands[1]),
            _ => MakeSize(ref reader, operands[0]),
        };
    }

    /// <summary>Ordered comparisons take strings, numbers and binaries.</summary>
    public static void RequireOrdered(ref ExpressionReader reader, string function, Operand operand)
    {
        if (operand is ValueOperand value && !value.Value.IsScalarOfOrder)
            reader.Report(ExpressionTexts.OperandType(function, value.Value.Tag));
    }

    public static void RequireDistinct(ref ExpressionReader reader, string function, Operand first, Operand other)
    {
        if (first is PathOperand one && other is PathOperand two && one.Path.IsSameAs(two.Path))
            reader.Report(ExpressionTexts.NotDistinct(function, one.Path.ToString()));
    }

    public static void CheckBetween(ref ExpressionReader reader, Operand operand, Operand low, Operand high)
    {
        RequireOrdered(ref reader, "BETWEEN", operand);
        RequireOrdered(ref reader, "BETWEEN", low);
        RequireOrdered(ref reader, "BETWEEN", high);
        RequireDistinct(ref reader, "BETWEEN", operand, low);
        RequireDistinct(ref reader, "BETWEEN", operand, high);
        if (reader.Error is not null || low is not ValueOperand lowest || high is not ValueOperand highest)
            return;
        if (lowest.Value.Tag != highest.Value.Tag)
            reader.Report(ExpressionTexts.BetweenTypes(lowest.Value, highest.Value));
        else if (lowest.Value.CompareTo(highest.Value) > 0)
            reader.Report(ExpressionTexts.BetweenOrder(lowest.Value, highest.Value));
    }

    private static int OperandsOf(string name) => name switch
    {
        Exists or NotExists or Size => 1,
        Type or BeginsWith or Contains => 2,
        _ => 0,
    };

    private static Parsed MakeExists(ref ExpressionReader reader, string name, Operand operand) =>
        PathOf(ref reader, name, operand) is { } path ? new Parsed(new ExistsCondition(path, name == Exists), name) : new Parsed(Refused, name);

    private static Parsed MakeType(ref ExpressionReader reader, Operand operand, Operand type)
    {
        RequireDistinct(ref reader, Type, operand, type);
        if (type is not ValueOperand { Value.Tag: ValueTag.String } name)
        {
            reader.Report(type switch
            {
                ValueOperand other => ExpressionTexts.OperandType(Type, other.Value.Tag),
                SizeOperand => ExpressionTexts.OperandType(Type, ValueTag.Number),
                _ => ExpressionTexts.OperandOfAnyType(Type),
            });
            return new Parsed(Refused, Type);
        }
        if (!TypeCondition.IsTypeName(name.Value.AsString))
            reader.Report(ExpressionTexts.InvalidTypeName(Encoding.UTF8.GetString(name.Value.AsString)));
        return new Parsed(new TypeCondition(operand, name.Encoded), Type);
    }

    private static Parsed MakeBeginsWith(ref ExpressionReader reader, Operand text, Operand prefix)
    {
        RequireText(ref reader, text);
        RequireText(ref reader, prefix);
        RequireDistinct(ref reader, BeginsWith, text, prefix);
        return new Parsed(new BeginsWithCondition(text, prefix), BeginsWith);
    }

    private static void RequireText(ref ExpressionReader reader, Operand operand)
    {
        if (operand is ValueOperand value && value.Value.Tag is not (ValueTag.String or ValueTag.Binary))
            reader.Report(ExpressionTexts.OperandType(BeginsWith, value.Value.Tag));
        else if (operand is SizeOperand)
            reader.Report(ExpressionTexts.OperandType(BeginsWith, ValueTag.Number));
    }

    private static Parsed MakeContains(ref ExpressionReader reader, Operand whole, Operand part)
    {
        RequireDistinct(ref reader, Contains, whole, part);
        return new Parsed(new ContainsCondition(whole, part), Contains);
    }

    private static Parsed MakeSize(ref ExpressionReader reader, Operand operand)
    {
        if (operand is SizeOperand)
            reader.Report(ExpressionTexts.OperandType(Size, ValueTag.Number));
        else if (operand is ValueOperand value && !SizeOperand.HasSize(value.Value.Tag))
            reader.Report(ExpressionTexts.OperandType(Size, value.Value.Tag));
        return new Parsed(new SizeOperand(operand));
    }

    private static DocumentPath? PathOf(ref ExpressionReader reader, string function, Operand operand)
    {
        if (operand is PathOperand path)
            return path.Path;
        reader.Report(ExpressionTexts.PathRequired(function));
        return null;
    }
}
