using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;

namespace Ballast.Model.Keys;

/// <summary>What a query asks of the sort key.</summary>
public enum SortOperator
{
    /// <summary>Nothing: the whole item collection.</summary>
    None,
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Between,
    BeginsWith,
}

/// <summary>Which keys a query reads: one partition key, and a contiguous range of sort keys.</summary>
/// <param name="Partition">The partition key, an encoded value.</param>
/// <param name="Operator">What is asked of the sort key.</param>
/// <param name="Low">The operand, an encoded value; the lower one of BETWEEN; empty for <see cref="SortOperator.None"/>.</param>
/// <param name="High">The upper operand of BETWEEN, else empty.</param>
public sealed record KeyCondition(
    ReadOnlyMemory<byte> Partition, SortOperator Operator, ReadOnlyMemory<byte> Low, ReadOnlyMemory<byte> High)
{
    /// <summary>
    /// The keys of <paramref name="space"/> that satisfy it, exactly. In a local index the sort key is the index's; whatever table sort keys
    /// follow it lie in the range too.
    /// </summary>
    public KeyRange Range(KeySpace space)
    {
        using var prefix = new ByteBuffer();
        TreeKey.WriteCollection(prefix, space, new ValueView(Partition.Span));
        var collection = KeyRange.OfPrefix(prefix.Written);
        if (Operator == SortOperator.None)
            return collection;
        var low = OfOperand(prefix, Low, Operator == SortOperator.BeginsWith);
        return Operator switch
        {
            SortOperator.Less => new KeyRange(collection.Start, low.Start),
            SortOperator.LessOrEqual => new KeyRange(collection.Start, low.End),
            SortOperator.Greater => new KeyRange(low.End, collection.End),
            SortOperator.GreaterOrEqual => new KeyRange(low.Start, collection.End),
            SortOperator.Between => new KeyRange(low.Start, OfOperand(prefix, High, false).End),
            _ => low,
        };
    }

    // All keys of the collection whose sort key is the operand, or begins with it.
    private static KeyRange OfOperand(ByteBuffer prefix, ReadOnlyMemory<byte> operand, bool open)
    {
        var length = prefix.Count;
        if (open)
            KeyComponent.WritePrefix(prefix, new ValueView(operand.Span).AsOrderedBytes);
        else
            KeyComponent.Write(prefix, new ValueView(operand.Span));
        var range = KeyRange.OfPrefix(prefix.Written);
        prefix.Truncate(length);
        return range;
    }
}
