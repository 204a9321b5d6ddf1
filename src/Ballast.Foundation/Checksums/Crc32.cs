using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ballast.Foundation.Checksums;

/// <summary>CRC-32 (ISO-HDLC, as in zlib): the checksum that DynamoDB puts into <c>X-Amz-Crc32</c>.</summary>
/// <remarks>
/// Long inputs are folded 64 bytes a step by carry-less multiplication where the processor has it (Gopal et al., "Fast CRC
/// Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009); the rest goes through eight tables of 256
/// entries, eight bytes a step.
/// </remarks>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const int FoldBytes = 64;
    private static readonly uint[] Tables = BuildTables();

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        if (Pclmulqdq.IsSupported && data.Length >= 2 * FoldBytes)
            crc = Fold(crc, ref data);
        return ~Slice(crc, data);
    }

    /// <summary>The same by the tables alone, whatever the processor.</summary>
    internal static uint ComputeByTables(ReadOnlySpan<byte> data) => ~Slice(uint.MaxValue, data);

    private static uint Slice(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> t = Tables;
        while (data.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = t[0x700 + (int)(low & 0xFF)] ^ t[0x600 + (int)((low >> 8) & 0xFF)]
                ^ t[0x500 + (int)((low >> 16) & 0xFF)] ^ t[0x400 + (int)(low >> 24)]
                ^ t[0x300 + (int)(high & 0xFF)] ^ t[0x200 + (int)((high >> 8) & 0xFF)]
                ^ t[0x100 + (int)((high >> 16) & 0xFF)] ^ t[(int)(high >> 24)];
            data = data[Slices..];
        }
        foreach (var b in data)
            crc = t[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
        return crc;
    }

    // Takes whole 16-byte blocks from the front of data. Each constant is x^n mod P for the distance over which it folds, bit-reflected.
    private static uint Fold(uint crc, ref ReadOnlySpan<byte> data)
    {
        var by64 = Vector128.Create(0x0154442BD4UL, 0x01C6E41596UL);
        var by16 = Vector128.Create(0x01751997D0UL, 0x00CCAA009EUL);
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var a = blocks[0] ^ Vector128.CreateScalar(crc).AsUInt64();
        var (b, c, d) = (blocks[1], blocks[2], blocks[3]);
        var next = 4;
        for (; next + 4 <= blocks.Length; next += 4)
        {
            a = Step(a, by64) ^ blocks[next];
            b = Step(b, by64) ^ blocks[next + 1];
            c = Step(c, by64) ^ blocks[next + 2];
            d = Step(d, by64) ^ blocks[next + 3];
        }
        a = Step(a, by16) ^ b;
        a = Step(a, by16) ^ c;
        a = Step(a, by16) ^ d;
        for (; next < blocks.Length; next++)
            a = Step(a, by16) ^ blocks[next];
        data = data[(blocks.Length * 16)..];
        return Reduce(a);
    }

    private static Vector128<ulong> Step(Vector128<ulong> value, Vector128<ulong> constants) =>
        Pclmulqdq.CarrylessMultiply(value, constants, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, constants, 0x11);

    // The remainder of the last 16 bytes is what the tables make of them from an empty register.
    private static uint Reduce(Vector128<ulong> value)
    {
        Span<byte> last = stackalloc byte[16];
        value.AsByte().CopyTo(last);
        return Slice(0, last);
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[Slices * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (uint)i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[i] = crc;
        }
        for (var i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[(int)(tables[i - 256] & 0xFF)];
        return tables;
    }
}
