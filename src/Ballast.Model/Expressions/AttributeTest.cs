using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>What the comparison operators from before expressions ask.</summary>
public enum AttributeOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Exists,
    NotExists,
    Contains,
    NotContains,
    BeginsWith,
    In,
    Between,
}

/// <summary>A question to one attribute: an operator and its operands.</summary>
/// <param name="Name">The whole name of a top-level attribute, UTF-8; points and brackets are part of it.</param>
/// <param name="Operator">The question.</param>
/// <param name="Operands">Encoded values, as many and of such types as the operator takes.</param>
public sealed record AttributeTest(ReadOnlyMemory<byte> Name, AttributeOperator Operator, IReadOnlyList<ReadOnlyMemory<byte>> Operands)
{
    internal DocumentPath Path { get; } = new([PathElement.Of(Name)]);

    /// <summary>The operand at <paramref name="index"/>.</summary>
    public ValueView Operand(int index) => new(Operands[index].Span);

    /// <summary>The same question as a condition.</summary>
    internal Condition ToCondition() => Operator switch
    {
        AttributeOperator.Equal => Compared(Comparator.Equal),
        AttributeOperator.NotEqual => Compared(Comparator.NotEqual),
        AttributeOperator.Less => Compared(Comparator.Less),
        AttributeOperator.LessOrEqual => Compared(Comparator.LessOrEqual),
        AttributeOperator.Greater => Compared(Comparator.Greater),
        AttributeOperator.GreaterOrEqual => Compared(Comparator.GreaterOrEqual),
        AttributeOperator.Exists => new ExistsCondition(Path, true),
        AttributeOperator.NotExists => new ExistsCondition(Path, false),
        AttributeOperator.Contains => Contained(),
        // NOT_CONTAINS asks for an attribute, of whatever type; NOT contains() does not.
        AttributeOperator.NotContains => new AndCondition(new ExistsCondition(Path, true), new NotCondition(Contained())),
        AttributeOperator.BeginsWith => new BeginsWithCondition(Attribute, Value(0)),
        AttributeOperator.In => new InCondition(Attribute, [.. Operands.Select(static operand => new ValueOperand(operand))]),
        AttributeOperator.Between => new BetweenCondition(Attribute, Value(0), Value(1)),
        _ => throw Invariant.Unreachable("a test without an operator"),
    };

    private PathOperand Attribute => new(Path);

    private ValueOperand Value(int index) => new(Operands[index]);

    private ComparisonCondition Compared(Comparator comparator) => new(comparator, Attribute, Value(0));

    private ContainsCondition Contained() => new(Attribute, Value(0));
}
