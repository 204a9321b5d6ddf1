using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ballast.Foundation.Checksums;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one: the checksum of logs and pages.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="data"/>, continuing from <paramref name="previous"/> (0 to begin).</summary>
    public static uint Compute(ReadOnlySpan<byte> data, uint previous = 0)
    {
        var crc = ~previous;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var tail in data[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, tail);
        return ~crc;
    }

    /// <summary>Continues a checksum with eight bytes, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Append(uint previous, ulong value) => ~BitOperations.Crc32C(~previous, value);
}
