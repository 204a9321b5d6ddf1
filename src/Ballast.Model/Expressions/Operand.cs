using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Expressions;

/// <summary>Something with a value, seen from one item: a path, a placeholder's value, or a size.</summary>
internal abstract class Operand
{
    /// <summary>Room for a computed number as an encoded value.</summary>
    public const int ScratchBytes = 2 + NumberEncoding.EncodedBytesMax;

    /// <summary>The value, or absent. It may lie in <paramref name="scratch"/>.</summary>
    public abstract ValueView Resolve(DocumentView item, Span<byte> scratch);
}

internal sealed class PathOperand(DocumentPath path) : Operand
{
    public DocumentPath Path => path;

    public override ValueView Resolve(DocumentView item, Span<byte> scratch) => path.TryResolve(item, out var value) ? value : default;
}

internal sealed class ValueOperand(ReadOnlyMemory<byte> encoded) : Operand
{
    public ValueView Value => new(encoded.Span);
    public ReadOnlyMemory<byte> Encoded => encoded;

    public override ValueView Resolve(DocumentView item, Span<byte> scratch) => new(encoded.Span);
}

/// <summary>size(x): bytes of strings and binaries, elements of sets, lists and maps; absent for what has no size.</summary>
internal sealed class SizeOperand(Operand of) : Operand
{
    public Operand Of => of;

    public override ValueView Resolve(DocumentView item, Span<byte> scratch)
    {
        var value = of.Resolve(item, scratch);
        if (value.IsAbsent || !HasSize(value.Tag))
            return default;
        // Nothing of the value is needed any more once its size is known, so the scratch may be written over.
        var length = NumberText.Encode((ulong)SizeOf(value), scratch[2..]);
        scratch[0] = (byte)ValueTag.Number;
        scratch[1] = (byte)length;
        return new ValueView(scratch[..(2 + length)]);
    }

    public static bool HasSize(ValueTag tag) => tag is ValueTag.String or ValueTag.Binary or ValueTag.Map or ValueTag.List || ValueTags.IsSet(tag);

    private static int SizeOf(ValueView value) => value.Tag switch
    {
        ValueTag.String or ValueTag.Binary => value.AsOrderedBytes.Length,
        ValueTag.Map => value.AsMap.Count,
        ValueTag.List => value.AsList.Count,
        _ => value.AsSet.Count,
    };
}
