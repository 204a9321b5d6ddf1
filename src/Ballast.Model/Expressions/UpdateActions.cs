using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>What happens at the end of one path of an update.</summary>
internal abstract class UpdateAction
{
    /// <summary>False when nothing is to stand there after the update. <paramref name="old"/> may be absent.</summary>
    public abstract bool Yields(ValueView old);

    /// <summary>Appends the new value, or tells what is wrong.</summary>
    public abstract ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target);
}

internal sealed class SetAction(UpdateOperand operand) : UpdateAction
{
    public UpdateOperand Operand => operand;

    public override bool Yields(ValueView old) => true;

    public override ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target) => operand.Write(item, target);
}

internal sealed class RemoveAction : UpdateAction
{
    public static RemoveAction Instance { get; } = new();

    public override bool Yields(ValueView old) => false;

    public override ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target) =>
        throw Invariant.Unreachable("what is removed is not written");
}

/// <summary>ADD: a number is added, a set united; what is not there yet becomes the operand.</summary>
internal sealed class AddAction(ReadOnlyMemory<byte> encoded, ExpressionError mismatch) : UpdateAction
{
    public ReadOnlyMemory<byte> Encoded => encoded;
    public ExpressionError Mismatch => mismatch;

    public override bool Yields(ValueView old) => true;

    public override ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target)
    {
        var operand = new ValueView(encoded.Span);
        if (old.IsAbsent)
        {
            target.Raw(operand.Encoded);
            return null;
        }
        if (old.Tag != operand.Tag)
            return mismatch;
        if (operand.Tag == ValueTag.Number)
            return SumSource.Write(old.AsNumber, operand.AsNumber, false, target);
        SetAlgebra.WriteUnion(old, operand, target);
        return null;
    }
}

/// <summary>ADD to a list, as it was before expressions: the operand's elements follow; what is not there yet becomes the operand.</summary>
internal sealed class AppendAction(ReadOnlyMemory<byte> encoded) : UpdateAction
{
    public ReadOnlyMemory<byte> Encoded => encoded;

    public override bool Yields(ValueView old) => true;

    public override ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target)
    {
        if (!old.IsAbsent && old.Tag != ValueTag.List)
            return ExpressionTexts.ChangeType;
        if (target.BeginList() != DocumentProblem.None)
            return ExpressionTexts.UpdateNesting;
        if (!old.IsAbsent)
            WriteElements(old, target);
        WriteElements(new ValueView(encoded.Span), target);
        target.EndList();
        return null;
    }

    private static void WriteElements(ValueView list, DocumentBuilder target)
    {
        foreach (var element in list.AsList)
            target.Raw(element.Encoded);
    }
}

/// <summary>DELETE: the operand's elements leave the set; an empty set leaves nothing.</summary>
internal sealed class DeleteAction(ReadOnlyMemory<byte> encoded, ExpressionError mismatch) : UpdateAction
{
    public ReadOnlyMemory<byte> Encoded => encoded;
    public ExpressionError Mismatch => mismatch;

    public override bool Yields(ValueView old)
    {
        if (old.IsAbsent)
            return false;
        var operand = new ValueView(encoded.Span);
        // Of another type: let Write tell.
        return old.Tag != operand.Tag || SetAlgebra.HasDifference(old, operand);
    }

    public override ExpressionError? Write(ValueView old, DocumentView item, DocumentBuilder target)
    {
        var operand = new ValueView(encoded.Span);
        if (old.Tag != operand.Tag)
            return mismatch;
        SetAlgebra.WriteDifference(old, operand, target);
        return null;
    }
}

/// <summary>Union and difference of two sets of one type, both ascending.</summary>
internal static class SetAlgebra
{
    public static void WriteUnion(ValueView left, ValueView right, DocumentBuilder target)
    {
        target.BeginSet(left.Tag);
        var first = left.AsSet.GetEnumerator();
        var second = right.AsSet.GetEnumerator();
        bool hasFirst = first.MoveNext(), hasSecond = second.MoveNext();
        while (hasFirst || hasSecond)
        {
            var order = !hasFirst ? 1 : !hasSecond ? -1 : first.Current.SequenceCompareTo(second.Current);
            target.SetElement(order <= 0 ? first.Current : second.Current);
            hasFirst = order <= 0 ? first.MoveNext() : hasFirst;
            hasSecond = order >= 0 ? second.MoveNext() : hasSecond;
        }
        target.EndSet();
    }

    public static bool HasDifference(ValueView left, ValueView right)
    {
        var walk = new Difference(left, right);
        return walk.MoveNext();
    }

    public static void WriteDifference(ValueView left, ValueView right, DocumentBuilder target)
    {
        target.BeginSet(left.Tag);
        var walk = new Difference(left, right);
        while (walk.MoveNext())
            target.SetElement(walk.Current);
        target.EndSet();
    }

    private ref struct Difference
    {
        private SetView.Enumerator _left;
        private SetView.Enumerator _right;
        private bool _hasRight;

        public Difference(ValueView left, ValueView right)
        {
            _left = left.AsSet.GetEnumerator();
            _right = right.AsSet.GetEnumerator();
            _hasRight = _right.MoveNext();
        }

        public readonly ReadOnlySpan<byte> Current => _left.Current;

        public bool MoveNext()
        {
            while (_left.MoveNext())
            {
                while (_hasRight && _right.Current.SequenceCompareTo(_left.Current) < 0)
                    _hasRight = _right.MoveNext();
                if (!_hasRight || !_right.Current.SequenceEqual(_left.Current))
                    return true;
            }
            return false;
        }
    }
}
