namespace Ballast.Model.Expressions;

/// <summary>The grammar of updates: sections SET, REMOVE, ADD and DELETE, each at most once, in any order.</summary>
/// <remarks>
/// SET path = value, ...; value := operand [(+ | -) operand]; operand := path | :value | function(operand, ...) | (value).
/// REMOVE path, ...; ADD path :value, ...; DELETE path :value, ...
/// </remarks>
internal static class UpdateGrammar
{
    /// <summary>Reads the whole text into the tree of paths and the action of each; errors stay with the reader.</summary>
    public static void Read(ref ExpressionReader reader, PathNode root, List<UpdateAction> actions)
    {
        var paths = new List<DocumentPath>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!reader.Failed && reader.Current.Kind != TokenKind.End)
        {
            var section = SectionOf(ref reader);
            if (section is null)
            {
                reader.FailHere();
                return;
            }
            if (!seen.Add(section))
                reader.Report(ExpressionTexts.SectionTwice(section));
            reader.Advance();
            do
            {
                ReadClause(ref reader, section, root, paths, actions);
            }
            while (!reader.Failed && reader.Take(TokenKind.Comma));
        }
    }

    private static string? SectionOf(ref ExpressionReader reader) =>
        reader.IsKeyword("SET"u8) ? "SET"
        : reader.IsKeyword("REMOVE"u8) ? "REMOVE"
        : reader.IsKeyword("ADD"u8) ? "ADD"
        : reader.IsKeyword("DELETE"u8) ? "DELETE"
        : null;

    private static void ReadClause(
        ref ExpressionReader reader, string section, PathNode root, List<DocumentPath> paths, List<UpdateAction> actions)
    {
        var path = reader.ReadPath();
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
        if (root.Add(path, paths.Count - 1, paths) is { } problem)
            reader.Report(problem);
    }

    private static SetAction? ReadSet(ref ExpressionReader reader)
    {
        if (!reader.Expect(TokenKind.Equal))
            return null;
        var operand = ReadValue(ref reader);
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

    private static UpdateOperand? ReadValue(ref ExpressionReader reader)
    {
        var left = ReadOperand(ref reader);
        if (left is null or SumSource || reader.Current.Kind is not (TokenKind.Plus or TokenKind.Minus))
            return left;
        var subtract = reader.Current.Kind == TokenKind.Minus;
        reader.Advance();
        reader.CountOperator();
        var right = ReadOperand(ref reader);
        if (right is not SumSource)
            return right is null ? null : UpdateFunctions.MakeSum(ref reader, left, right, subtract);
        reader.FailHere();
        return null;
    }

    private static UpdateOperand? ReadOperand(ref ExpressionReader reader)
    {
        if (reader.Current.Kind == TokenKind.ValuePlaceholder)
            return new ValueSource(reader.ReadValue());
        if (reader.Current.Kind == TokenKind.Open)
            return ReadParenthesis(ref reader);
        if (reader.IsFunction)
            return ReadFunction(ref reader);
        var path = reader.ReadPath();
        return path is null ? null : new PathSource(path);
    }

    private static UpdateOperand? ReadParenthesis(ref ExpressionReader reader)
    {
        reader.Advance();
        if (!reader.Enter())
            return null;
        if (reader.Current.Kind == TokenKind.Open)
            reader.Report(ExpressionTexts.RedundantParentheses);
        var inner = ReadValue(ref reader);
        reader.Leave();
        return inner is not null && reader.Expect(TokenKind.Close) ? inner : null;
    }

    private static UpdateOperand? ReadFunction(ref ExpressionReader reader)
    {
        var name = reader.TextOf(reader.Current);
        reader.Advance();
        reader.Advance();
        reader.CountOperator();
        if (!reader.Enter())
            return null;
        var operands = new List<UpdateOperand>();
        do
        {
            var operand = ReadOperand(ref reader);
            if (operand is SumSource)
                reader.FailHere();
            if (operand is null || reader.Failed)
                return null;
            operands.Add(operand);
        }
        while (reader.Take(TokenKind.Comma));
        reader.Leave();
        return reader.Expect(TokenKind.Close) ? UpdateFunctions.Make(ref reader, name, operands) : null;
    }
}
