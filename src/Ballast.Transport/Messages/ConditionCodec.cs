using Ballast.Foundation;
using Ballast.Model.Expressions;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>Conditions and filters as programs in post-order.</summary>
internal static class ConditionCodec
{
    public static Wire.ConditionProgram Of(ConditionExpression expression)
    {
        var program = new Wire.ConditionProgram();
        new Writer(PathCodec.Write(expression.Paths, program.Paths), new LongBytes(), program.Nodes).Write(expression.Root);
        return program;
    }

    /// <summary>Null when it is no condition.</summary>
    public static ConditionExpression? Read(Wire.ConditionProgram program) =>
        PathCodec.Read(program.Paths) is { } paths && new ConditionReader(paths).Read(program.Nodes) is { } root
            ? ConditionExpression.OfParts(root, paths)
            : null;

    /// <summary>Of a comparison operator.</summary>
    private static Wire.Node.Types.Kind KindOf(Comparator comparator) => comparator switch
    {
        Comparator.Equal => Wire.Node.Types.Kind.Equal,
        Comparator.NotEqual => Wire.Node.Types.Kind.NotEqual,
        Comparator.Less => Wire.Node.Types.Kind.Less,
        Comparator.LessOrEqual => Wire.Node.Types.Kind.LessOrEqual,
        Comparator.Greater => Wire.Node.Types.Kind.Greater,
        Comparator.GreaterOrEqual => Wire.Node.Types.Kind.GreaterOrEqual,
        _ => throw Invariant.Unreachable("a comparator without a number"),
    };

    private readonly struct Writer(Dictionary<DocumentPath, uint> paths, LongBytes values, RepeatedField<Wire.Node> nodes)
    {
        // As deep as the expression, which its operators bound.
        public void Write(Condition condition)
        {
            switch (condition)
            {
                case AndCondition and:
                    Write(and.Left, and.Right, Wire.Node.Types.Kind.And);
                    break;
                case OrCondition or:
                    Write(or.Left, or.Right, Wire.Node.Types.Kind.Or);
                    break;
                case NotCondition not:
                    Write(not.Inner);
                    Add(Wire.Node.Types.Kind.Not);
                    break;
                case ExistsCondition exists:
                    nodes.Add(new Wire.Node { Kind = exists.Expected ? Wire.Node.Types.Kind.Exists : Wire.Node.Types.Kind.NotExists, Path = paths[exists.Path] });
                    break;
                case ComparisonCondition comparison:
                    Write(comparison.Left, comparison.Right, KindOf(comparison.Comparator));
                    break;
                default:
                    WriteFunction(condition);
                    break;
            }
        }

        private void WriteFunction(Condition condition)
        {
            switch (condition)
            {
                case TypeCondition type:
                    Write(type.Operand);
                    nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.Type, Value = Fields.Wrap(type.EncodedTypeName) });
                    break;
                case BeginsWithCondition begins:
                    Write(begins.Text, begins.Prefix, Wire.Node.Types.Kind.BeginsWith);
                    break;
                case ContainsCondition contains:
                    Write(contains.Whole, contains.Part, Wire.Node.Types.Kind.Contains);
                    break;
                case BetweenCondition between:
                    Write(between.Operand);
                    Write(between.Low, between.High, Wire.Node.Types.Kind.Between);
                    break;
                case InCondition within:
                    Write(within.Operand);
                    foreach (var candidate in within.Candidates)
                        Write(candidate);
                    nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.In, Count = (uint)within.Candidates.Length });
                    break;
                default:
                    throw Invariant.Unreachable("a condition without a codec");
            }
        }

        private void Write(Operand operand)
        {
            switch (operand)
            {
                case PathOperand path:
                    nodes.Add(new Wire.Node { Kind = Wire.Node.Types.Kind.Path, Path = paths[path.Path] });
                    break;
                case ValueOperand value:
                    nodes.Add(values.NodeOf(value.Encoded));
                    break;
                case SizeOperand size:
                    Write(size.Of);
                    Add(Wire.Node.Types.Kind.Size);
                    break;
                default:
                    throw Invariant.Unreachable("an operand without a codec");
            }
        }

        private void Write(Condition left, Condition right, Wire.Node.Types.Kind kind)
        {
            Write(left);
            Write(right);
            Add(kind);
        }

        private void Write(Operand left, Operand right, Wire.Node.Types.Kind kind)
        {
            Write(left);
            Write(right);
            Add(kind);
        }

        private void Add(Wire.Node.Types.Kind kind) => nodes.Add(new Wire.Node { Kind = kind });
    }
}
