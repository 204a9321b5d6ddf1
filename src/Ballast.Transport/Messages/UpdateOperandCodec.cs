using Ballast.Foundation;
using Ballast.Model.Expressions;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>The right side of a SET, as a program in post-order.</summary>
internal static class UpdateOperandCodec
{
    /// <summary>Operands inside each other: all but the innermost are operators or functions.</summary>
    public const int DepthMax = ExpressionLimits.OperatorsMax + 1;

    public static void Write(UpdateOperand operand, Dictionary<DocumentPath, uint> paths, LongBytes values, RepeatedField<Wire.Node> nodes)
    {
        switch (operand)
        {
            case PathSource path:
                nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.Path, Path = paths[path.Path] });
                break;
            case ValueSource value:
                nodes.Add(values.NodeOf(value.Encoded));
                break;
            case IfNotExistsSource source:
                Write(source.Fallback, paths, values, nodes);
                nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.IfNotExists, Path = paths[source.Path] });
                break;
            case ListAppendSource append:
                Write(append.First, paths, values, nodes);
                Write(append.Second, paths, values, nodes);
                nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.ListAppend });
                break;
            case SumSource sum:
                Write(sum.Left, paths, values, nodes);
                Write(sum.Right, paths, values, nodes);
                nodes.Add(new Wire.Node { Kind = sum.Subtracts ? Wire.Node.Types.Kind.Minus : Wire.Node.Types.Kind.Plus });
                break;
            default:
                throw Invariant.Unreachable("an operand without a codec");
        }
    }

    /// <summary>Null when it is no operand.</summary>
    public static UpdateOperand? Read(RepeatedField<Wire.Node> nodes, List<DocumentPath> paths, LongBytesRead values)
    {
        var stack = new Stack<(UpdateOperand Operand, int Depth)>();
        foreach (var node in nodes)
        {
            if (OperandOf(node, paths, values, stack, out var depthBelow) is not { } operand || depthBelow == DepthMax)
                return null;
            stack.Push((operand, depthBelow + 1));
        }
        return stack.Count == 1 ? stack.Pop().Operand : null;
    }

    private static UpdateOperand? OperandOf(Wire.Node node, List<DocumentPath> paths, LongBytesRead values, Stack<(UpdateOperand Operand, int Depth)> stack, out int depthBelow)
    {
        depthBelow = 0;
        switch (node.Kind)
        {
            case Wire.Node.Types.Kind.Path:
                return PathCodec.At(paths, node.Path) is { } path ? new PathSource(path) : null;
            case Wire.Node.Types.Kind.Value:
                return values.Read(node.Value, node.Again) is { } value ? new ValueSource(value) : null;
            case Wire.Node.Types.Kind.IfNotExists:
                if (PathCodec.At(paths, node.Path) is not { } looked || !stack.TryPop(out var fallback))
                    return null;
                depthBelow = fallback.Depth;
                return new IfNotExistsSource(looked, fallback.Operand);
            default:
                if (!stack.TryPop(out var second) || !stack.TryPop(out var first))
                    return null;
                depthBelow = Math.Max(first.Depth, second.Depth);
                return Joined(node.Kind, first.Operand, second.Operand);
        }
    }

    private static UpdateOperand? Joined(Wire.Node.Types.Kind kind, UpdateOperand first, UpdateOperand second) => kind switch
    {
        // Where its name stood is of use to the parser only.
        Wire.Node.Types.Kind.ListAppend => new ListAppendSource(0, first, second),
        Wire.Node.Types.Kind.Plus => new SumSource(first, second, false),
        Wire.Node.Types.Kind.Minus => new SumSource(first, second, true),
        _ => null,
    };
}
