using System.Buffers.Binary;
using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Snapshots;

/// <summary>Some pages of a checkpoint that follow each other, with the places before and behind them, under one checksum.</summary>
//  0        4       8      …      …        …
//  +--------+-------+------+------+--------+ … +
//  | crc32c | pages | from | next | page   |   |   from and next: see CheckpointPosition
//  +--------+-------+------+------+--------+ … +
public sealed class CheckpointChunk
{
    /// <summary>The largest chunk (1 MiB): what a sender and a receiver hold of a checkpoint at a time.</summary>
    public const int BytesMax = 1 << 20;

    /// <summary>A chunk of one page.</summary>
    public const int BytesMin = OverheadBytesMax + PageLayout.PageBytes;

    private const int CountAt = 4, PositionsAt = 8, OverheadBytesMax = PositionsAt + 2 * CheckpointPosition.BytesMax;

    private CheckpointChunk(ReadOnlyMemory<byte> bytes, int pagesAt, CheckpointPosition from, CheckpointPosition next) =>
        (Bytes, Pages, From, Next) = (bytes, bytes[pagesAt..], from, next);

    /// <summary>The chunk as it travels.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The place of its first page.</summary>
    public CheckpointPosition From { get; }

    /// <summary>The place behind its last page: what to ask for next.</summary>
    public CheckpointPosition Next { get; }

    /// <summary>Nothing comes after it.</summary>
    public bool IsLast => Next.IsEnd;

    public int PageCount => Pages.Length / PageLayout.PageBytes;

    internal ReadOnlyMemory<byte> Pages { get; }

    internal ReadOnlySpan<byte> Page(int index) => Pages.Span.Slice(index * PageLayout.PageBytes, PageLayout.PageBytes);

    internal static int PagesThatFit(int bytesMax) => (Math.Min(bytesMax, BytesMax) - OverheadBytesMax) / PageLayout.PageBytes;

    internal static CheckpointChunk Of(CheckpointPosition from, CheckpointPosition next, ReadOnlySpan<byte> pages)
    {
        Invariant.Holds(pages.Length % PageLayout.PageBytes == 0);
        var pagesAt = PositionsAt + from.Bytes + next.Bytes;
        var bytes = new byte[pagesAt + pages.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(CountAt), pages.Length / PageLayout.PageBytes);
        from.Write(bytes.AsSpan(PositionsAt));
        next.Write(bytes.AsSpan(PositionsAt + from.Bytes));
        pages.CopyTo(bytes.AsSpan(pagesAt));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Compute(bytes.AsSpan(CountAt)));
        return new CheckpointChunk(bytes, pagesAt, from, next);
    }

    /// <summary>Reads a chunk that fills <paramref name="source"/> (and keeps it); false when it is not what was sent.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> source, out CheckpointChunk chunk)
    {
        chunk = null!;
        var bytes = source.Span;
        var isWhole = bytes.Length is >= PositionsAt and <= BytesMax
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Crc32C.Compute(bytes[CountAt..]);
        if (!isWhole || !CheckpointPosition.TryRead(bytes[PositionsAt..], out var from)
            || !CheckpointPosition.TryRead(bytes[(PositionsAt + from.Bytes)..], out var next))
            return false;
        var pagesAt = PositionsAt + from.Bytes + next.Bytes;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[CountAt..]) * (long)PageLayout.PageBytes != bytes.Length - pagesAt)
            return false;
        chunk = new CheckpointChunk(source, pagesAt, from, next);
        return true;
    }
}
