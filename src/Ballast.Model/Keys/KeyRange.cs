using System.Buffers.Binary;

namespace Ballast.Model.Keys;

/// <summary>A contiguous range of keys, [Start, End). An empty end means no end.</summary>
public readonly struct KeyRange(ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end) : IEquatable<KeyRange>
{
    /// <summary>Segments of a parallel scan (the service's limit).</summary>
    public const int SegmentsMax = 1_000_000;

    /// <summary>Every key.</summary>
    public static KeyRange All => default;

    public ReadOnlyMemory<byte> Start { get; } = start;
    public ReadOnlyMemory<byte> End { get; } = end;
    public bool HasEnd => !End.IsEmpty;

    /// <summary>True when no key lies in it.</summary>
    public bool IsEmpty => HasEnd && Start.Span.SequenceCompareTo(End.Span) >= 0;

    public bool Contains(ReadOnlySpan<byte> key) =>
        key.SequenceCompareTo(Start.Span) >= 0 && (!HasEnd || key.SequenceCompareTo(End.Span) < 0);

    public bool Contains(KeyRange other) =>
        other.Start.Span.SequenceCompareTo(Start.Span) >= 0
        && (!HasEnd || (other.HasEnd && other.End.Span.SequenceCompareTo(End.Span) <= 0));

    /// <summary>What lies in both.</summary>
    public KeyRange Intersect(KeyRange other)
    {
        var later = Start.Span.SequenceCompareTo(other.Start.Span) >= 0 ? Start : other.Start;
        if (!HasEnd || !other.HasEnd)
            return new KeyRange(later, HasEnd ? End : other.End);
        return new KeyRange(later, End.Span.SequenceCompareTo(other.End.Span) <= 0 ? End : other.End);
    }

    /// <summary>All keys of one space.</summary>
    public static KeyRange OfSpace(KeySpace space) => new(new[] { (byte)space }, new[] { (byte)(space + 1) });

    /// <summary>All keys that begin with <paramref name="prefix"/>.</summary>
    public static KeyRange OfPrefix(ReadOnlySpan<byte> prefix)
    {
        var end = prefix.ToArray();
        return new KeyRange(prefix.ToArray(), end.AsMemory(0, TreeKey.SuccessorOfPrefix(end)));
    }

    /// <summary>Segment <paramref name="segment"/> of <paramref name="total"/> of a parallel scan: equal slices of the hash space.</summary>
    public static KeyRange Segment(KeySpace space, int segment, int total)
    {
        Invariant.Holds(total is >= 1 and <= SegmentsMax && segment >= 0 && segment < total);
        var whole = OfSpace(space);
        return new KeyRange(
            segment == 0 ? whole.Start : Bound(space, segment, total),
            segment == total - 1 ? whole.End : Bound(space, segment + 1, total));
    }

    public bool Equals(KeyRange other) => Start.Span.SequenceEqual(other.Start.Span) && End.Span.SequenceEqual(other.End.Span);
    public override bool Equals(object? obj) => obj is KeyRange other && Equals(other);
    public override int GetHashCode() => unchecked((int)Foundation.Checksums.XxHash64.Compute(Start.Span));
    public static bool operator ==(KeyRange left, KeyRange right) => left.Equals(right);
    public static bool operator !=(KeyRange left, KeyRange right) => !left.Equals(right);
    public override string ToString() => $"[{Convert.ToHexString(Start.Span)}, {(HasEnd ? Convert.ToHexString(End.Span) : "end")})";

    private static byte[] Bound(KeySpace space, int segment, int total)
    {
        var bound = new byte[KeyLimits.HeaderBytes];
        bound[0] = (byte)space;
        BinaryPrimitives.WriteUInt64BigEndian(bound.AsSpan(1), (ulong)(((UInt128)segment << 64) / (uint)total));
        return bound;
    }
}
