using Ballast.Model.Documents;
using Ballast.Model.Expressions;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>Makes a condition of its program: a machine with a stack of operands and one of conditions. For one program.</summary>
/// <remarks>A node that does not find what it takes makes nothing of the whole.</remarks>
internal sealed class ConditionReader(List<DocumentPath> paths)
{
    /// <summary>Conditions inside each other: each is an operator or a function.</summary>
    public const int DepthMax = ExpressionLimits.OperatorsMax;

    private readonly LongBytesRead _values = LongBytesRead.OfValues();
    private readonly Stack<Operand> _operands = new();
    private readonly Stack<(Condition Condition, int Depth)> _conditions = new();

    public Condition? Read(RepeatedField<Wire.Node> nodes)
    {
        foreach (var node in nodes)
            if (!TryTake(node))
                return null;
        return _conditions.Count == 1 && _operands.Count == 0 ? _conditions.Pop().Condition : null;
    }

    private bool TryTake(Wire.Node node)
    {
        switch (node.Kind)
        {
            case Wire.Node.Types.Kind.Path or Wire.Node.Types.Kind.Value or Wire.Node.Types.Kind.Size:
                return TryPush(OperandOf(node));
            case Wire.Node.Types.Kind.Not:
                return _conditions.TryPop(out var inner) && TryPush(new NotCondition(inner.Condition), inner.Depth);
            case Wire.Node.Types.Kind.And or Wire.Node.Types.Kind.Or:
                return TryJoin(node.Kind == Wire.Node.Types.Kind.And);
            default:
                return TryPush(TestOf(node), 0);
        }
    }

    private bool TryPush(Operand? operand)
    {
        if (operand is null)
            return false;
        _operands.Push(operand);
        return true;
    }

    private bool TryPush(Condition? condition, int depthBelow)
    {
        if (condition is null || depthBelow == DepthMax)
            return false;
        _conditions.Push((condition, depthBelow + 1));
        return true;
    }

    private bool TryJoin(bool all)
    {
        if (!_conditions.TryPop(out var right) || !_conditions.TryPop(out var left))
            return false;
        Condition joined = all ? new AndCondition(left.Condition, right.Condition) : new OrCondition(left.Condition, right.Condition);
        return TryPush(joined, Math.Max(left.Depth, right.Depth));
    }

    private Operand? OperandOf(Wire.Node node) => node.Kind switch
    {
        Wire.Node.Types.Kind.Path => PathCodec.At(paths, node.Path) is { } path ? new PathOperand(path) : null,
        Wire.Node.Types.Kind.Value => _values.Read(node.Value, node.Again) is { } value ? new ValueOperand(value) : null,
        // A size has none.
        _ => _operands.TryPop(out var operand) && operand is not SizeOperand ? new SizeOperand(operand) : null,
    };

    private Condition? TestOf(Wire.Node node) => node.Kind switch
    {
        Wire.Node.Types.Kind.Exists => Existing(node.Path, true),
        Wire.Node.Types.Kind.NotExists => Existing(node.Path, false),
        Wire.Node.Types.Kind.Equal => Compared(Comparator.Equal),
        Wire.Node.Types.Kind.NotEqual => Compared(Comparator.NotEqual),
        Wire.Node.Types.Kind.Less => Compared(Comparator.Less),
        Wire.Node.Types.Kind.LessOrEqual => Compared(Comparator.LessOrEqual),
        Wire.Node.Types.Kind.Greater => Compared(Comparator.Greater),
        Wire.Node.Types.Kind.GreaterOrEqual => Compared(Comparator.GreaterOrEqual),
        Wire.Node.Types.Kind.Type => Typed(node),
        Wire.Node.Types.Kind.BeginsWith => TryPop(out var text, out var prefix) ? new BeginsWithCondition(text, prefix) : null,
        Wire.Node.Types.Kind.Contains => TryPop(out var whole, out var part) ? new ContainsCondition(whole, part) : null,
        Wire.Node.Types.Kind.Between => TryPop(out var low, out var high) && _operands.TryPop(out var operand) ? new BetweenCondition(operand, low, high) : null,
        Wire.Node.Types.Kind.In => Within(node.Count),
        _ => null,
    };

    private ExistsCondition? Existing(uint number, bool expected) => PathCodec.At(paths, number) is { } path ? new ExistsCondition(path, expected) : null;

    private ComparisonCondition? Compared(Comparator comparator) => TryPop(out var left, out var right) ? new ComparisonCondition(comparator, left, right) : null;

    private TypeCondition? Typed(Wire.Node node)
    {
        var isName = DocumentVerifier.VerifyValue(node.Value.Span) && new ValueView(node.Value.Span) is { Tag: ValueTag.String } name
            && TypeCondition.IsTypeName(name.AsString);
        return isName && _operands.TryPop(out var operand) ? new TypeCondition(operand, node.Value.Memory) : null;
    }

    private InCondition? Within(uint count)
    {
        if (count == 0 || count >= _operands.Count)
            return null;
        var candidates = new Operand[count];
        for (var i = candidates.Length - 1; i >= 0; i--)
            candidates[i] = _operands.Pop();
        return new InCondition(_operands.Pop(), candidates);
    }

    private bool TryPop(out Operand left, out Operand right)
    {
        left = null!;
        return _operands.TryPop(out right!) && _operands.TryPop(out left!);
    }
}
