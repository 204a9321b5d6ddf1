namespace Ballast.Model.Expressions;

/// <summary>The grammar of conditions, filters and key conditions.</summary>
/// <remarks>
/// or := and (OR and)*; and := not (AND not)*; not := NOT not | comparison; comparison := primary [comparator primary | BETWEEN ... | IN ...];
/// primary := (or) | :value | function(...) | path. A parenthesis may hold a condition or an operand, which is known only after it was
/// read: hence <see cref="Parsed"/>. A null condition and a null operand mean that a syntax error ended the reading.
/// </remarks>
internal static class ConditionGrammar
{
    /// <summary>Reads the whole text, or returns null after an error.</summary>
    public static Condition? Read(ref ExpressionReader reader)
    {
        if (reader.Failed)
            return null;
        var condition = AsCondition(ref reader, ReadOr(ref reader));
        return condition is not null && reader.ExpectEnd() && reader.Error is null ? condition : null;
    }

    /// <summary>A condition where one must stand.</summary>
    private static Condition? AsCondition(ref ExpressionReader reader, Parsed parsed)
    {
        if (reader.Failed || parsed.Condition is not null)
            return parsed.Condition;
        if (parsed.Operand is SizeOperand)
        {
            reader.ReportWord(parsed.At, ExpressionTexts.MisusedFunction(ConditionFunctions.Size));
            return ConditionFunctions.Refused;
        }
        reader.FailHere();
        return null;
    }

    /// <summary>An operand where one must stand.</summary>
    private static Operand? AsOperand(ref ExpressionReader reader, Parsed parsed)
    {
        if (reader.Failed || parsed.Operand is not null)
            return parsed.Operand;
        if (parsed.Function is not null)
        {
            reader.ReportWord(parsed.At, ExpressionTexts.MisusedFunction(parsed.Function));
            return ConditionFunctions.RefusedOperand;
        }
        reader.FailHere();
        return null;
    }

    private static Parsed ReadOr(ref ExpressionReader reader)
    {
        var left = ReadAnd(ref reader);
        while (!reader.Failed && reader.IsKeyword("OR"u8))
        {
            var first = AsCondition(ref reader, left);
            if (first is null)
                return default;
            reader.Advance();
            reader.CountOperator();
            var second = AsCondition(ref reader, ReadAnd(ref reader));
            left = second is null ? default : new Parsed(new OrCondition(first, second));
        }
        return left;
    }

    private static Parsed ReadAnd(ref ExpressionReader reader)
    {
        var left = ReadNot(ref reader);
        while (!reader.Failed && reader.IsKeyword("AND"u8))
        {
            var first = AsCondition(ref reader, left);
            if (first is null)
                return default;
            reader.Advance();
            reader.CountOperator();
            var second = AsCondition(ref reader, ReadNot(ref reader));
            left = second is null ? default : new Parsed(new AndCondition(first, second));
        }
        return left;
    }

    private static Parsed ReadNot(ref ExpressionReader reader)
    {
        if (!reader.TakeKeyword("NOT"u8))
            return ReadComparison(ref reader);
        reader.CountOperator();
        if (!reader.Enter())
            return default;
        var inner = AsCondition(ref reader, ReadNot(ref reader));
        reader.Leave();
        return inner is null ? default : new Parsed(new NotCondition(inner));
    }

    private static Parsed ReadComparison(ref ExpressionReader reader)
    {
        var left = ReadPrimary(ref reader);
        if (reader.Failed)
            return default;
        if (ComparatorOf(reader.Current.Kind) is { } comparator)
            return ReadCompared(ref reader, left, comparator);
        if (reader.IsKeyword("BETWEEN"u8))
            return ReadBetween(ref reader, left);
        return reader.IsKeyword("IN"u8) ? ReadIn(ref reader, left) : left;
    }

    private static Parsed ReadCompared(ref ExpressionReader reader, Parsed left, Comparator comparator)
    {
        var first = AsOperand(ref reader, left);
        if (first is null)
            return default;
        reader.Advance();
        reader.CountOperator();
        var second = AsOperand(ref reader, ReadPrimary(ref reader));
        if (second is null)
            return default;
        var text = Comparators.TextOf(comparator);
        if (comparator is not (Comparator.Equal or Comparator.NotEqual))
        {
            ConditionFunctions.RequireOrdered(ref reader, text, first);
            ConditionFunctions.RequireOrdered(ref reader, text, second);
        }
        ConditionFunctions.RequireDistinct(ref reader, text, first, second);
        return new Parsed(new ComparisonCondition(comparator, first, second));
    }

    private static Parsed ReadBetween(ref ExpressionReader reader, Parsed left)
    {
        var operand = AsOperand(ref reader, left);
        if (operand is null)
            return default;
        reader.Advance();
        reader.CountOperator();
        var low = AsOperand(ref reader, ReadPrimary(ref reader));
        if (low is null)
            return default;
        if (!reader.TakeKeyword("AND"u8))
        {
            reader.FailHere();
            return default;
        }
        var high = AsOperand(ref reader, ReadPrimary(ref reader));
        if (high is null)
            return default;
        ConditionFunctions.CheckBetween(ref reader, operand, low, high);
        return new Parsed(new BetweenCondition(operand, low, high));
    }

    private static Parsed ReadIn(ref ExpressionReader reader, Parsed left)
    {
        var operand = AsOperand(ref reader, left);
        if (operand is null)
            return default;
        reader.Advance();
        reader.CountOperator();
        if (!reader.Expect(TokenKind.Open))
            return default;
        var candidates = ReadArguments(ref reader);
        if (candidates is null)
            return default;
        if (candidates.Count > ExpressionLimits.InOperandsMax)
            reader.Report(ExpressionTexts.TooManyInOperands(candidates.Count));
        foreach (var candidate in candidates)
            ConditionFunctions.RequireDistinct(ref reader, "IN", operand, candidate);
        return new Parsed(new InCondition(operand, [.. candidates]));
    }

    private static Parsed ReadPrimary(ref ExpressionReader reader)
    {
        switch (reader.Current.Kind)
        {
            case TokenKind.Open:
                return ReadParenthesis(ref reader);
            case TokenKind.ValuePlaceholder:
                return new Parsed(new ValueOperand(reader.ReadValue()));
            case TokenKind.Word when reader.IsFunction:
                return ReadFunction(ref reader);
            default:
                var path = reader.ReadPath();
                return path is null ? default : new Parsed(new PathOperand(path));
        }
    }

    private static Parsed ReadParenthesis(ref ExpressionReader reader)
    {
        reader.Advance();
        if (!reader.Enter())
            return default;
        var inner = ReadOr(ref reader);
        reader.Leave();
        if (reader.Failed || !reader.Expect(TokenKind.Close))
            return default;
        if (inner.IsParenthesis)
            reader.Fail(ExpressionTexts.RedundantParentheses);
        return inner with { IsParenthesis = true };
    }

    private static Parsed ReadFunction(ref ExpressionReader reader)
    {
        var name = reader.TextOf(reader.Current);
        var at = reader.Current.Start;
        reader.Advance();
        reader.Advance();
        reader.CountOperator();
        if (!reader.Enter())
            return default;
        var arguments = ReadArguments(ref reader);
        reader.Leave();
        return arguments is null ? default : ConditionFunctions.Make(ref reader, name, at, arguments) with { At = at };
    }

    // Up to and with the closing parenthesis; the opening one is taken.
    private static List<Operand>? ReadArguments(ref ExpressionReader reader)
    {
        var arguments = new List<Operand>();
        do
        {
            var argument = AsOperand(ref reader, ReadPrimary(ref reader));
            if (argument is null)
                return null;
            arguments.Add(argument);
        }
        while (reader.Take(TokenKind.Comma));
        return reader.Expect(TokenKind.Close) ? arguments : null;
    }

    private static Comparator? ComparatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Equal => Comparator.Equal,
        TokenKind.NotEqual => Comparator.NotEqual,
        TokenKind.Less => Comparator.Less,
        TokenKind.LessOrEqual => Comparator.LessOrEqual,
        TokenKind.Greater => Comparator.Greater,
        TokenKind.GreaterOrEqual => Comparator.GreaterOrEqual,
        _ => null,
    };
}
