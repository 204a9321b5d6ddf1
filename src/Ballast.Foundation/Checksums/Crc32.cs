using System.Buffers.Binary;

namespace Ballast.Foundation.Checksums;

/// <summary>CRC-32 (ISO-HDLC, as in zlib): the checksum that DynamoDB puts into <c>X-Amz-Crc32</c>.</summary>
/// <remarks>Slicing by eight: eight bytes a step through eight tables of 256 entries.</remarks>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private static readonly uint[] Tables = BuildTables();

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
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
        return ~crc;
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
