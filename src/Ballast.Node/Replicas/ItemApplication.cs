using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Model.Sizes;
using Ballast.Node.Indexes;
using Ballast.Node.Records;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>Applies chosen item records to the tree: the item, its local index entries, its collection's size and the counts, in one go.</summary>
/// <remarks>The same code applies live records and those of recovery, so both end in the same tree. Owned by one replica.</remarks>
internal sealed class ItemApplication(BTree tree, PartitionSchema schema, PartitionStatistics statistics)
{
    private readonly ByteBuffer _large = new(0);
    private readonly ByteBuffer _before = new(0);
    private readonly ByteBuffer _entry = new(0);
    private readonly ByteBuffer _collectionKey = new(256);
    private readonly LocalIndexChange _change = new();

    public void Apply(in ItemRecord record, Slot slot)
    {
        var before = Before(record.Key);
        var after = DocumentOf(record.Stored);
        var grown = Count(before, after, record.TimestampMilliseconds);
        if (schema.HasLocalIndexes)
            grown += ApplyIndexes(before, after, record.Stored, slot);
        if (record.Stored.IsEmpty)
            tree.Delete(record.Key, slot);
        else
            tree.Put(record.Key, record.Stored, slot);
        if (schema.HasLocalIndexes)
            GrowCollection(record.Key, grown, slot);
    }

    /// <summary>Bytes of the item collection with <paramref name="collectionKey"/>, a key of the collection sizes' space.</summary>
    public long CollectionBytes(ReadOnlySpan<byte> collectionKey) =>
        tree.TryGet(collectionKey, _large, out var value) ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;

    // The tree's span ends with the next call on the tree, so with indexes to change the document is copied.
    private DocumentView Before(ReadOnlySpan<byte> key)
    {
        if (!tree.TryGet(key, _large, out var stored))
            return default;
        if (!schema.HasLocalIndexes)
            return DocumentOf(stored);
        _before.Clear();
        _before.Write(stored);
        return DocumentOf(_before.Written);
    }

    private static DocumentView DocumentOf(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty)
            return default;
        Invariant.Holds(StoredItem.TryRead(stored, out _));
        StoredItem.TryRead(stored, out var item);
        return item.Document;
    }

    private long Count(DocumentView before, DocumentView after, ulong timestamp)
    {
        var grown = ItemSize.Of(after) - ItemSize.Of(before);
        statistics.Bytes += grown;
        statistics.Items += (after.IsAbsent ? 0 : 1) - (before.IsAbsent ? 0 : 1);
        statistics.NewestTimestamp = Math.Max(statistics.NewestTimestamp, timestamp);
        if (after.IsAbsent)
            statistics.NewestDeletion = Math.Max(statistics.NewestDeletion, timestamp);
        return grown;
    }

    private long ApplyIndexes(DocumentView before, DocumentView after, ReadOnlySpan<byte> stored, Slot slot)
    {
        long grown = 0;
        foreach (var index in schema.LocalIndexes)
        {
            _change.Derive(index, schema.Key, before, after);
            grown += _change.BytesGrown;
            statistics.IndexBytes[index.Ordinal] += _change.BytesGrown;
            statistics.IndexEntries[index.Ordinal] += (_change.After.Exists ? 1 : 0) - (_change.Before.Exists ? 1 : 0);
            if (_change.Before.Exists && (!_change.After.Exists || _change.KeyChanged))
                tree.Delete(_change.Before.Key.Written, slot);
            if (_change.After.Exists)
                PutEntry(stored, slot);
        }
        return grown;
    }

    // An entry carries its item's version, so that it can be told from an older one.
    private void PutEntry(ReadOnlySpan<byte> stored, Slot slot)
    {
        _entry.Clear();
        _entry.Write(stored[..StoredItem.HeaderBytes]);
        _entry.Write(_change.After.Document);
        tree.Put(_change.After.Key.Written, _entry.Written, slot);
    }

    private void GrowCollection(ReadOnlySpan<byte> itemKey, long grown, Slot slot)
    {
        if (grown == 0)
            return;
        _collectionKey.Clear();
        WriteCollectionKey(_collectionKey, itemKey[..TreeKey.CollectionLength(itemKey, schema.Key.Partition.Type)]);
        var bytes = CollectionBytes(_collectionKey.Written) + grown;
        if (bytes == 0)
        {
            tree.Delete(_collectionKey.Written, slot);
            return;
        }
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, bytes);
        tree.Put(_collectionKey.Written, value, slot);
    }

    /// <summary>The key of a collection's size, from the part of an item's key that the collection shares.</summary>
    public static void WriteCollectionKey(ByteBuffer target, ReadOnlySpan<byte> itemKeyPrefix)
    {
        target.Write((byte)KeySpace.CollectionSizes);
        target.Write(itemKeyPrefix[1..]);
    }
}
