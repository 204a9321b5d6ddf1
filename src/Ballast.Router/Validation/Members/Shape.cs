using System.Collections.Immutable;

namespace Ballast.Router.Validation.Members;

/// <summary>What a member's value must be: its JSON type, and the constraints on it.</summary>
internal abstract class Shape
{
    /// <summary>Whether a value of the right JSON type can break it.</summary>
    public virtual bool IsConstrained => false;
}

/// <summary>A value that the constraints do not look into: its rules come later in the order of stages.</summary>
internal sealed class FreeShape : Shape;

internal sealed class FlagShape : Shape;

/// <summary>A whole number within a range, its ends included.</summary>
internal sealed class NumberShape(long min, long max = long.MaxValue) : Shape
{
    public long Min => min;
    public long Max => max;
    public override bool IsConstrained => min > long.MinValue || max < long.MaxValue;

    public void Check(ref Violations violations, long value, string path)
    {
        if (value < min)
            violations.TooLow(value, path, min);
        if (value > max)
            violations.TooHigh(value, path, max);
    }
}

/// <summary>A list of so many elements.</summary>
internal sealed class ListShape(Shape element, int min = 0, int max = int.MaxValue) : Shape
{
    public Shape Element => element;
    public int Min => min;
    public int Max => max;
    public override bool IsConstrained => true;

    /// <param name="violations">To which the broken ones are added.</param>
    /// <param name="count">Elements in the list.</param>
    /// <param name="shown">The list as the service would show it.</param>
    /// <param name="path">The member's.</param>
    public void CheckCount(ref Violations violations, int count, string shown, string path)
    {
        if (count < min)
            violations.TooShort(shown, path, min);
        if (count > max)
            violations.TooLong(shown, path, max);
    }
}

/// <summary>A map of so many entries.</summary>
internal sealed class MapShape(TextShape key, Shape value, int min = 0, int max = int.MaxValue) : Shape
{
    public TextShape Key => key;
    public Shape Value => value;
    public int Min => min;
    public int Max => max;
    public override bool IsConstrained => true;

    public void CheckCount(ref Violations violations, int count, string path)
    {
        if (count < min)
            violations.TooShort("{}", path, min);
        if (count > max)
            violations.TooLong("{...}", path, max);
    }
}

/// <summary>An object with members, in the order in which their broken constraints are told.</summary>
internal sealed class StructureShape(params Member[] members) : Shape
{
    public ImmutableArray<Member> Members { get; } = [.. MemberOrder.Of(members)];
    public override bool IsConstrained => true;

    public Member this[string name] => Members.First(member => member.Name == name);
}
