using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Expressions;

/// <summary>The right side of a SET: it sees the item as it was before the update.</summary>
internal abstract class UpdateOperand
{
    /// <summary>The value where it lies, which only paths, placeholders and if_not_exists of them have.</summary>
    public abstract ExpressionError? Resolve(DocumentView item, out ValueView value);

    /// <summary>Appends the value.</summary>
    public virtual ExpressionError? Write(DocumentView item, DocumentBuilder target)
    {
        var error = Resolve(item, out var value);
        if (error is null)
            target.Raw(value.Encoded);
        return error;
    }

    /// <summary>Appends the elements of the list that it is.</summary>
    public virtual ExpressionError? WriteElements(DocumentView item, DocumentBuilder target)
    {
        var error = Resolve(item, out var value);
        if (error is not null)
            return error;
        if (value.Tag != ValueTag.List)
            return ExpressionTexts.UpdateType;
        foreach (var element in value.AsList)
            target.Raw(element.Encoded);
        return null;
    }
}

internal sealed class PathSource(DocumentPath path) : UpdateOperand
{
    public DocumentPath Path => path;

    public override ExpressionError? Resolve(DocumentView item, out ValueView value) =>
        path.TryResolve(item, out value) ? null : ExpressionTexts.UpdateMissing;
}

internal sealed class ValueSource(ReadOnlyMemory<byte> encoded) : UpdateOperand
{
    public ValueTag Tag => new ValueView(encoded.Span).Tag;
    public ReadOnlyMemory<byte> Encoded => encoded;

    public override ExpressionError? Resolve(DocumentView item, out ValueView value)
    {
        value = new ValueView(encoded.Span);
        return null;
    }
}

internal sealed class IfNotExistsSource(DocumentPath path, UpdateOperand fallback) : UpdateOperand
{
    public DocumentPath Path => path;
    public UpdateOperand Fallback => fallback;

    public override ExpressionError? Resolve(DocumentView item, out ValueView value) =>
        path.TryResolve(item, out value) ? null : fallback.Resolve(item, out value);

    public override ExpressionError? Write(DocumentView item, DocumentBuilder target) =>
        path.TryResolve(item, out _) ? base.Write(item, target) : fallback.Write(item, target);

    public override ExpressionError? WriteElements(DocumentView item, DocumentBuilder target) =>
        path.TryResolve(item, out _) ? base.WriteElements(item, target) : fallback.WriteElements(item, target);
}

internal sealed class ListAppendSource(int at, UpdateOperand first, UpdateOperand second) : UpdateOperand
{
    /// <summary>Where its name stands in the expression; of use to the parser only.</summary>
    public int At => at;
    public UpdateOperand First => first;
    public UpdateOperand Second => second;

    // A list that must be made has no place of its own; where a number is wanted it is of the wrong type anyway.
    public override ExpressionError? Resolve(DocumentView item, out ValueView value)
    {
        value = default;
        return ExpressionTexts.UpdateType;
    }

    public override ExpressionError? Write(DocumentView item, DocumentBuilder target)
    {
        if (target.BeginList() != DocumentProblem.None)
            return ExpressionTexts.UpdateNesting;
        var error = WriteElements(item, target);
        if (error is null)
            target.EndList();
        return error;
    }

    public override ExpressionError? WriteElements(DocumentView item, DocumentBuilder target) =>
        first.WriteElements(item, target) ?? second.WriteElements(item, target);
}

/// <summary>The sum or difference of two operands.</summary>
internal sealed class SumSource(UpdateOperand left, UpdateOperand right, bool subtract) : UpdateOperand
{
    public UpdateOperand Left => left;
    public UpdateOperand Right => right;
    public bool Subtracts => subtract;

    public override ExpressionError? Resolve(DocumentView item, out ValueView value)
    {
        value = default;
        return ExpressionTexts.UpdateType;
    }

    public override ExpressionError? Write(DocumentView item, DocumentBuilder target)
    {
        var error = left.Resolve(item, out var first) ?? right.Resolve(item, out _);
        if (error is not null)
            return error;
        right.Resolve(item, out var second);
        return first.Tag == ValueTag.Number && second.Tag == ValueTag.Number
            ? Write(first.AsNumber, second.AsNumber, subtract, target)
            : ExpressionTexts.UpdateType;
    }

    public static ExpressionError? Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, bool subtract, DocumentBuilder target)
    {
        Span<byte> sum = stackalloc byte[NumberEncoding.EncodedBytesMax];
        var result = subtract
            ? NumberArithmetic.Subtract(first, second, sum, out var length)
            : NumberArithmetic.Add(first, second, sum, out length);
        if (result != NumberParse.Ok)
            return ExpressionTexts.Number(result);
        target.NumberEncoded(sum[..length]);
        return null;
    }
}
