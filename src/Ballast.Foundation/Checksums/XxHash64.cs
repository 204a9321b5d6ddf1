using System.Buffers.Binary;
using System.Numerics;

namespace Ballast.Foundation.Checksums;

/// <summary>XXH64: the stable, well-mixed hash by which partition keys are spread over the key space.</summary>
/// <remarks>Part of the on-disk key format (docs/formats/keys.md): its values may never change.</remarks>
public static class XxHash64
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9,
        P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;
    private const int StripeBytes = 32;

    public static ulong Compute(ReadOnlySpan<byte> data, ulong seed = 0)
    {
        unchecked
        {
            var length = (ulong)data.Length;
            var hash = data.Length >= StripeBytes ? Stripes(ref data, seed) : seed + P5;
            return Avalanche(Tail(data, hash + length));
        }
    }

    private static ulong Stripes(ref ReadOnlySpan<byte> data, ulong seed)
    {
        unchecked
        {
            ulong a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
            while (data.Length >= StripeBytes)
            {
                a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(data));
                b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(data[8..]));
                c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(data[16..]));
                d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(data[24..]));
                data = data[StripeBytes..];
            }
            var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            return Merge(Merge(Merge(Merge(hash, a), b), c), d);
        }
    }

    private static ulong Tail(ReadOnlySpan<byte> data, ulong hash)
    {
        unchecked
        {
            for (; data.Length >= 8; data = data[8..])
                hash = BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(data)), 27) * P1 + P4;
            if (data.Length >= 4)
            {
                hash = BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(data) * P1), 23) * P2 + P3;
                data = data[4..];
            }
            foreach (var b in data)
                hash = BitOperations.RotateLeft(hash ^ (b * P5), 11) * P1;
            return hash;
        }
    }

    private static ulong Round(ulong accumulator, ulong input) =>
        unchecked(BitOperations.RotateLeft(accumulator + input * P2, 31) * P1);

    private static ulong Merge(ulong hash, ulong accumulator) => unchecked((hash ^ Round(0, accumulator)) * P1 + P4);

    private static ulong Avalanche(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * P2;
            hash = (hash ^ (hash >> 29)) * P3;
            return hash ^ (hash >> 32);
        }
    }
}
