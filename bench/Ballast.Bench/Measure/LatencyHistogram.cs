using System.Numerics;

namespace Ballast.Bench.Measure;

/// <summary>Latencies in nanoseconds, counted in log-linear buckets: 128 to the octave, so every answer is within 0.8%.</summary>
/// <remarks>
/// Values below 128 are exact. Above, a value keeps its leading eight bits: bucket = (shift + 1) * 128 + next seven bits.
/// Fixed size, no allocation after construction, one owner.
/// </remarks>
internal sealed class LatencyHistogram
{
    public const long NanosMax = (1L << ValueBitsMax) - 1;
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    // 2^40 ns is 18 minutes: nothing that a run waits for takes longer.
    private const int ValueBitsMax = 40;
    private const int Buckets = (ValueBitsMax - SubBucketBits + 1) * SubBuckets;
    private readonly long[] _counts = new long[Buckets];
    private long _sum;

    public long Count { get; private set; }

    public long Max { get; private set; }

    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    public void Record(long nanos)
    {
        var value = Math.Clamp(nanos, 0, NanosMax);
        _counts[BucketOf(value)]++;
        _sum += value;
        Count++;
        if (value > Max)
            Max = value;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
        _sum += other._sum;
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The smallest bucket end that <paramref name="percent"/> of all values do not exceed; 0 when nothing was recorded.</summary>
    public long Percentile(double percent)
    {
        if (Count == 0)
            return 0;
        var rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Min(EndOf(i), Max);
        }
        return Max;
    }

    private static int BucketOf(long value)
    {
        if (value < SubBuckets)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return shift * SubBuckets + (int)(value >> shift);
    }

    private static long EndOf(int bucket)
    {
        if (bucket < SubBuckets)
            return bucket;
        var shift = bucket / SubBuckets - 1;
        var leading = (long)(bucket % SubBuckets + SubBuckets);
        return ((leading + 1) << shift) - 1;
    }
}
