using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>The comparison operators.</summary>
internal enum Comparator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal static class Comparators
{
    public static string TextOf(Comparator comparator) => comparator switch
    {
        Comparator.Equal => "=",
        Comparator.NotEqual => "<>",
        Comparator.Less => "<",
        Comparator.LessOrEqual => "<=",
        Comparator.Greater => ">",
        _ => ">=",
    };

    /// <summary>The same comparison with its sides exchanged.</summary>
    public static Comparator Mirrored(Comparator comparator) => comparator switch
    {
        Comparator.Less => Comparator.Greater,
        Comparator.LessOrEqual => Comparator.GreaterOrEqual,
        Comparator.Greater => Comparator.Less,
        Comparator.GreaterOrEqual => Comparator.LessOrEqual,
        _ => comparator,
    };

    /// <summary>
    /// Equality is of type and value, and what is absent equals nothing; order exists only within strings, numbers and binaries, and is
    /// false elsewhere.
    /// </summary>
    public static bool Holds(Comparator comparator, ValueView left, ValueView right)
    {
        if (comparator is Comparator.Equal or Comparator.NotEqual)
            return (!left.IsAbsent && left.Equals(right)) == (comparator == Comparator.Equal);
        if (left.IsAbsent || right.IsAbsent || left.Tag != right.Tag || !left.IsScalarOfOrder)
            return false;
        var order = left.CompareTo(right);
        return comparator switch
        {
            Comparator.Less => order < 0,
            Comparator.LessOrEqual => order <= 0,
            Comparator.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

internal sealed class ComparisonCondition(Comparator comparator, Operand left, Operand right) : Condition
{
    public Comparator Comparator => comparator;
    public Operand Left => left;
    public Operand Right => right;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> leftScratch = stackalloc byte[Operand.ScratchBytes], rightScratch = stackalloc byte[Operand.ScratchBytes];
        return Comparators.Holds(comparator, left.Resolve(item, leftScratch), right.Resolve(item, rightScratch));
    }
}

internal sealed class BetweenCondition(Operand operand, Operand low, Operand high) : Condition
{
    public Operand Operand => operand;
    public Operand Low => low;
    public Operand High => high;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> scratch = stackalloc byte[Operand.ScratchBytes], bound = stackalloc byte[Operand.ScratchBytes];
        var value = operand.Resolve(item, scratch);
        return Comparators.Holds(Comparator.GreaterOrEqual, value, low.Resolve(item, bound))
            && Comparators.Holds(Comparator.LessOrEqual, value, high.Resolve(item, bound));
    }
}

internal sealed class InCondition(Operand operand, Operand[] candidates) : Condition
{
    public Operand Operand => operand;
    public ReadOnlySpan<Operand> Candidates => candidates;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> scratch = stackalloc byte[Operand.ScratchBytes], other = stackalloc byte[Operand.ScratchBytes];
        var value = operand.Resolve(item, scratch);
        foreach (var candidate in candidates)
        {
            if (Comparators.Holds(Comparator.Equal, value, candidate.Resolve(item, other)))
                return true;
        }
        return false;
    }
}
