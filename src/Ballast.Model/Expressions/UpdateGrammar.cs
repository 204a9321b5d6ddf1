namespace Ballast.Model.Expressions;

/// <summary>The grammar of updates: sections SET, REMOVE, ADD and DELETE, each at most once, in any order.</summary>
/// <remarks>
/// SET path = value, ...; value := sum | (sum); sum := operand [(+ | -) operand]; operand := path | :value | function(operand, ...) | (operand).
/// REMOVE path, ...; ADD path :value, ...; DELETE path :value, ... Errors of the last clause are told first.
/// </remarks>
internal static class UpdateGrammar
{
    /// <summary>Reads the whole text into the paths that change, their tree and the action of each; errors stay with the reader.</summary>
    public static void Read(ref ExpressionReader reader, PathNode root, List<DocumentPath> paths, List<UpdateAction> actions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var section = SectionOf(ref reader);
            if (section is null)
            {
                reader.FailHere();
                return;
            }
            reader.Advance();
            do
            {
                ReadClause(ref reader, section, paths, actions);
            }
            while (!reader.Failed && reader.Take(TokenKind.Comma));
            if (!seen.Add(section))
                reader.ReportWord(reader.Current.Start, ExpressionTexts.SectionTwice(section));
        }
        while (!reader.Failed && reader.Current.Kind != TokenKind.End);
        PathNode.AddAll(ref reader, root, paths);
    }

    private static string? SectionOf(ref ExpressionReader reader) =>
        reader.IsKeyword("SET"u8) ? "SET"
        : reader.IsKeyword("REMOVE"u8) ? "REMOVE"
        : reader.IsKeyword("ADD"u8) ? "ADD"
        : reader.IsKeyword("DELETE"u8) ? "DELETE"
        : null;

    private static void ReadClause(
        ref ExpressionReader reader, string section, List<DocumentPath> paths, List<UpdateAction> actions)
    {
        reader.Clause = paths.Count;
        var path = reader.ReadTarget();
        if (path is null)
            return;
        UpdateAction? action = section switch
        {
            "SET" => ReadSet(ref reader),
            "REMOVE" => RemoveAction.Instance,
            _ => ReadValueAction(ref reader, section),
        };
        if (action is null)
            return;
        paths.Add(path);
        actions.Add(action);
    }

    private static SetAction? ReadSet(ref ExpressionReader reader)
    {
        if (!reader.Expect(TokenKind.Equal))
            return null;
        var operand = ReadSum(ref reader, out _);
        return operand is null ? null : new SetAction(operand);
    }

    private static UpdateAction? ReadValueAction(ref ExpressionReader reader, string section)
    {
        if (reader.Current.Kind != TokenKind.ValuePlaceholder)
        {
            reader.FailHere();
            return null;
        }
        var value = reader.ReadValue();
        UpdateFunctions.RequireForSection(ref reader, section, value);
        return section == "ADD" ? new AddAction(value, ExpressionTexts.UpdateType) : new DeleteAction(value, ExpressionTexts.UpdateType);
    }

    /// <param name="reader">Stands at its first token.</param>
    /// <param name="isParenthesis">A parenthesis holds all of it.</param>
    private static UpdateOperand? ReadSum(ref ExpressionReader reader, out bool isParenthesis)
    {
        var left = ReadOperand(ref reader, mayBeSum: true, out isParenthesis);
        if (left is null or SumSource || reader.Current.Kind is not (TokenKind.Plus or TokenKind.Minus))
            return left;
        isParenthesis = false;
        var subtract = reader.Current.Kind == TokenKind.Minus;
        reader.Advance();
        reader.CountOperator();
        var right = ReadOperand(ref reader, mayBeSum: false, out _);
        return right is null ? null : UpdateFunctions.MakeSum(ref reader, left, right, subtract);
    }

    // A sum may stand in the parenthesis that is a whole value, and in no other.
    private static UpdateOperand? ReadOperand(ref ExpressionReader reader, bool mayBeSum, out bool isParenthesis)
    {
        isParenthesis = reader.Current.Kind == TokenKind.Open;
        if (isParenthesis)
            return ReadParenthesis(ref reader, mayBeSum);
        if (reader.Current.Kind == TokenKind.ValuePlaceholder)
            return new ValueSource(reader.ReadValue());
        if (reader.IsFunction)
            return ReadFunction(ref reader);
        var path = reader.ReadPath();
        return path is null ? null : new PathSource(path);
    }

    private static UpdateOperand? ReadParenthesis(ref ExpressionReader reader, bool mayBeSum)
    {
        reader.Advance();
        if (!reader.Enter())
            return null;
        bool isDoubled;
        var inner = mayBeSum ? ReadSum(ref reader, out isDoubled) : ReadOperand(ref reader, mayBeSum: false, out isDoubled);
        reader.Leave();
        if (inner is null || !reader.Expect(TokenKind.Close))
            return null;
        if (isDoubled)
            reader.Fail(ExpressionTexts.RedundantParentheses);
        return inner;
    }

    private static UpdateOperand? ReadFunction(ref ExpressionReader reader)
    {
        var name = reader.TextOf(reader.Current);
        var at = reader.Current.Start;
        reader.Advance();
        reader.Advance();
        reader.CountOperator();
        if (!reader.Enter())
            return null;
        var operands = new List<UpdateOperand>();
        do
        {
            var operand = ReadOperand(ref reader, mayBeSum: false, out _);
            if (operand is null)
                return null;
            operands.Add(operand);
        }
        while (reader.Take(TokenKind.Comma));
        reader.Leave();
        return reader.Expect(TokenKind.Close) ? UpdateFunctions.Make(ref reader, name, at, operands) : null;
    }
}
