using System.Buffers.Binary;
using System.Numerics;

namespace Ballast.Foundation;

/// <summary>The seam of chance: a generator whose whole sequence follows from its seed.</summary>
/// <remarks>
/// xoshiro256** by Blackman and Vigna, seeded through splitmix64, so that a seed means the same run on every runtime.
/// Not thread-safe and not for secrets: one owner, and <see cref="Fork"/> for the next one.
/// </remarks>
public sealed class Chance
{
    private ulong _s0, _s1, _s2, _s3;

    public Chance(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    public ulong NextUInt64()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A number in [0, <paramref name="bound"/>), by multiply-shift; the bias is below 2^-32.</summary>
    public int NextInt32(int bound)
    {
        Invariant.Holds(bound > 0);
        return (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True once in <paramref name="times"/> draws on average.</summary>
    public bool OneIn(int times) => NextInt32(times) == 0;

    public void Fill(Span<byte> target)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (!target.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextUInt64());
            var taken = Math.Min(word.Length, target.Length);
            word[..taken].CopyTo(target);
            target = target[taken..];
        }
    }

    /// <summary>An independent generator for another owner; drawing from it never moves this one.</summary>
    public Chance Fork() => new(NextUInt64());

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
