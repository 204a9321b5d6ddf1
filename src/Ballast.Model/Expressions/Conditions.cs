using Ballast.Model.Documents;

namespace Ballast.Model.Expressions;

/// <summary>A condition as a tree that asks an item. Evaluation allocates nothing.</summary>
internal abstract class Condition
{
    public abstract bool Evaluate(DocumentView item);
}

internal sealed class AndCondition(Condition left, Condition right) : Condition
{
    public Condition Left => left;
    public Condition Right => right;

    public override bool Evaluate(DocumentView item) => left.Evaluate(item) && right.Evaluate(item);
}

internal sealed class OrCondition(Condition left, Condition right) : Condition
{
    public Condition Left => left;
    public Condition Right => right;

    public override bool Evaluate(DocumentView item) => left.Evaluate(item) || right.Evaluate(item);
}

internal sealed class NotCondition(Condition inner) : Condition
{
    public Condition Inner => inner;

    public override bool Evaluate(DocumentView item) => !inner.Evaluate(item);
}

/// <summary>attribute_exists and attribute_not_exists.</summary>
internal sealed class ExistsCondition(DocumentPath path, bool expected) : Condition
{
    public DocumentPath Path => path;
    public bool Expected => expected;

    public override bool Evaluate(DocumentView item) => path.TryResolve(item, out _) == expected;
}

internal sealed class TypeCondition(Operand operand, ReadOnlyMemory<byte> encodedTypeName) : Condition
{
    public Operand Operand => operand;
    public ReadOnlyMemory<byte> EncodedTypeName => encodedTypeName;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> scratch = stackalloc byte[Operand.ScratchBytes];
        var value = operand.Resolve(item, scratch);
        return !value.IsAbsent && IsNameOf(new ValueView(encodedTypeName.Span).AsString, value.Tag);
    }

    public static bool IsTypeName(ReadOnlySpan<byte> name)
    {
        for (var tag = ValueTag.String; tag <= ValueTag.True; tag++)
        {
            if (IsNameOf(name, tag))
                return true;
        }
        return false;
    }

    private static bool IsNameOf(ReadOnlySpan<byte> name, ValueTag tag)
    {
        var expected = ValueTags.NameOf(tag);
        if (name.Length != expected.Length)
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != expected[i])
                return false;
        }
        return true;
    }
}

internal sealed class BeginsWithCondition(Operand text, Operand prefix) : Condition
{
    public Operand Text => text;
    public Operand Prefix => prefix;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> textScratch = stackalloc byte[Operand.ScratchBytes], prefixScratch = stackalloc byte[Operand.ScratchBytes];
        var whole = text.Resolve(item, textScratch);
        var start = prefix.Resolve(item, prefixScratch);
        return !whole.IsAbsent && !start.IsAbsent && whole.Tag == start.Tag && whole.Tag is ValueTag.String or ValueTag.Binary
            && whole.AsOrderedBytes.StartsWith(start.AsOrderedBytes);
    }
}

/// <summary>contains: a part of a string or binary, an element of a set or list.</summary>
internal sealed class ContainsCondition(Operand whole, Operand part) : Condition
{
    public Operand Whole => whole;
    public Operand Part => part;

    public override bool Evaluate(DocumentView item)
    {
        Span<byte> wholeScratch = stackalloc byte[Operand.ScratchBytes], partScratch = stackalloc byte[Operand.ScratchBytes];
        var container = whole.Resolve(item, wholeScratch);
        var content = part.Resolve(item, partScratch);
        if (container.IsAbsent || content.IsAbsent)
            return false;
        if (container.Tag is ValueTag.String or ValueTag.Binary)
            return content.Tag == container.Tag && container.AsOrderedBytes.IndexOf(content.AsOrderedBytes) >= 0;
        if (ValueTags.IsSet(container.Tag))
            return content.Tag == ValueTags.ElementOf(container.Tag) && container.AsSet.Contains(content.AsOrderedBytes);
        return container.Tag == ValueTag.List && ListContains(container.AsList, content);
    }

    private static bool ListContains(ListView list, ValueView content)
    {
        foreach (var element in list)
        {
            if (element.Equals(content))
                return true;
        }
        return false;
    }
}
