using System.Buffers.Binary;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;

namespace Ballast.Model.Documents;

/// <summary>What the header of a stored item may say about what follows it. Stored; bits never change their meaning.</summary>
[Flags]
public enum StoredItemMarks : byte
{
    None = 0,

    /// <summary>Reserved: the mark of a pending transaction stands between the header and the document.</summary>
    PendingTransaction = 1,
}

/// <summary>The version of an item: when, and by which log position of which lineage, it was written.</summary>
/// <param name="TimestampMilliseconds">The leader's time of the write, in milliseconds of the Unix epoch.</param>
/// <param name="Epoch">The lineage epoch: it grows with every split, so that (epoch, slot) only ever grows.</param>
/// <param name="Slot">The log position of the write.</param>
public readonly record struct ItemVersion(ulong TimestampMilliseconds, uint Epoch, Slot Slot);

/// <summary>The bytes that the tree keeps for an item: a small header, then the document.</summary>
public readonly ref struct StoredItem
{
    //  0         1       2               10        14       22
    //  +---------+-------+---------------+---------+--------+----------
    //  | version | flags | timestamp ms  | epoch   | slot   | document     little-endian; docs/formats/document.md
    //  +---------+-------+---------------+---------+--------+----------
    public const byte FormatVersion = 1;
    public const int HeaderBytes = 22;

    private StoredItem(ItemVersion version, ReadOnlySpan<byte> document)
    {
        Version = version;
        Document = new DocumentView(document);
    }

    public ItemVersion Version { get; }
    public DocumentView Document { get; }

    /// <summary>
    /// Reads the header; the document itself is not checked. False when the bytes are too short, of another format version, or flagged
    /// as something this version does not know.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> stored, out StoredItem item)
    {
        item = default;
        if (stored.Length <= HeaderBytes || stored[0] != FormatVersion || stored[1] != (byte)StoredItemMarks.None)
            return false;
        var version = new ItemVersion(
            BinaryPrimitives.ReadUInt64LittleEndian(stored[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(stored[10..]),
            new Slot(BinaryPrimitives.ReadUInt64LittleEndian(stored[14..])));
        item = new StoredItem(version, stored[HeaderBytes..]);
        return true;
    }

    /// <summary>The document of a stored item that is known to be whole; absent where there is none.</summary>
    public static DocumentView DocumentOf(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty)
            return default;
        var isWhole = TryRead(stored, out var item);
        Invariant.Holds(isWhole);
        return item.Document;
    }

    /// <summary>True when header and document are whole and canonical.</summary>
    public static bool Verify(ReadOnlySpan<byte> stored) => TryRead(stored, out var item) && DocumentVerifier.Verify(item.Document.Encoded);

    public static void WriteHeader(Span<byte> target, ItemVersion version)
    {
        target[0] = FormatVersion;
        target[1] = (byte)StoredItemMarks.None;
        BinaryPrimitives.WriteUInt64LittleEndian(target[2..], version.TimestampMilliseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[10..], version.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(target[14..], version.Slot.Value);
    }

    public static void Write(ByteBuffer target, ItemVersion version, ReadOnlySpan<byte> document)
    {
        WriteHeader(target.GetSpan(HeaderBytes), version);
        target.Advance(HeaderBytes);
        target.Write(document);
    }
}
