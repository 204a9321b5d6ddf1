using System.Buffers.Binary;
using Ballast.Foundation.Checksums;

namespace Ballast.Storage.Trees;

/// <summary>A checksum over keys and values that does not depend on pages, so that replicas can be compared by it.</summary>
/// <remarks>
/// The sum, modulo 2^64, of one hash an item: XXH64 of the value, seeded by XXH64 of the key. Keys are unique, so the set of
/// items is the sorted content; and the checksum of a range is the sum of those of its parts, however it is cut.
/// </remarks>
public readonly record struct LogicalChecksum(ulong Sum, long Items)
{
    public LogicalChecksum With(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        new(unchecked(Sum + XxHash64.Compute(value, XxHash64.Compute(key))), Items + 1);

    public static LogicalChecksum operator +(LogicalChecksum left, LogicalChecksum right) =>
        new(unchecked(left.Sum + right.Sum), left.Items + right.Items);

    public static LogicalChecksum Add(LogicalChecksum left, LogicalChecksum right) => left + right;

    /// <summary>The checksum's 16 bytes, for a message or a log.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, Sum);
        BinaryPrimitives.WriteInt64LittleEndian(target[sizeof(ulong)..], Items);
    }
}
