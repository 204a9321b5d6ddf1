using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>Carries out range reads in steps of bounded work. Owned by one replica.</summary>
internal sealed class RangeReads(BTree tree, PartitionSchema schema) : IDisposable
{
    private const int StepItemsMax = 256;
    private const int StepBytesMax = 128 * 1024;
    private readonly TreeCursor _cursor = tree.OpenCursor();
    private readonly ByteBuffer _large = new(0);
    private readonly ByteBuffer _itemKey = new(256);

    /// <summary>Reads on from where the call stands. True when its page is complete.</summary>
    public bool Step(RangeRead call)
    {
        if (call.ItemsMax == 0)
            return true;
        var found = Seek(call);
        var stepBytes = 0;
        for (var items = 0; items < StepItemsMax && stepBytes < StepBytesMax; items++)
        {
            if (!found || !InRange(call))
                return true;
            stepBytes += Evaluate(call);
            if (call.Evaluated == call.ItemsMax || Math.Max(call.EvaluatedBytes, call.FetchedBytes) >= call.BytesMax)
            {
                EndPage(call);
                return true;
            }
            found = call.Descending ? _cursor.Previous() : _cursor.Next();
        }
        if (found)
            RememberPlace(call);
        return !found;
    }

    public void Dispose() => _cursor.Dispose();

    // First step: the edge, or behind the given key. Later steps: where the last step stopped, or the next key if that one went.
    private bool Seek(RangeRead call)
    {
        if (call.Place.Count > 0)
            return call.Descending ? _cursor.SeekBefore(call.Place.Written) : _cursor.Seek(call.Place.Written);
        if (call.Descending)
            return SeekFromEnd(call);
        var behind = call.Behind.Written;
        if (behind.SequenceCompareTo(call.Start.Written) < 0)
            return _cursor.Seek(call.Start.Written);
        return _cursor.Seek(behind) && (!_cursor.CurrentKey.SequenceEqual(behind) || _cursor.Next());
    }

    private bool SeekFromEnd(RangeRead call)
    {
        var before = call.End.Written;
        if (call.Behind.Count > 0 && (before.IsEmpty || call.Behind.Written.SequenceCompareTo(before) < 0))
            before = call.Behind.Written;
        return before.IsEmpty ? _cursor.SeekLast() : _cursor.SeekBefore(before);
    }

    private bool InRange(RangeRead call)
    {
        var key = _cursor.CurrentKey;
        return call.Descending
            ? key.SequenceCompareTo(call.Start.Written) >= 0
            : call.End.Count == 0 || key.SequenceCompareTo(call.End.Written) < 0;
    }

    private int Evaluate(RangeRead call)
    {
        var entry = DocumentOf(_cursor.CurrentValue);
        var bytes = ItemSize.Of(entry);
        call.Evaluated++;
        call.EvaluatedBytes += bytes;
        var document = entry;
        if (call.FetchWholeItems)
        {
            document = Fetch(call, entry);
            bytes += ItemSize.Of(document);
        }
        if (call.Filter is not null && !call.Filter.Evaluate(document))
            return bytes;
        call.Matched++;
        if (!call.CountOnly)
            Append(call.Documents, document.Encoded);
        return bytes;
    }

    // An index entry and its item change in one apply, so the item is there.
    private DocumentView Fetch(RangeRead call, DocumentView entry)
    {
        _itemKey.Clear();
        TreeKey.WriteItem(_itemKey, schema.Key, entry);
        var found = tree.TryGet(_itemKey.Written, _large, out var stored);
        Invariant.Holds(found);
        var item = DocumentOf(stored);
        call.FetchedBytes += ItemSize.Of(item);
        call.FetchedUnits += ReadUnits.Of(ItemSize.Of(item), ReadConsistency.Eventual).Halves;
        return item;
    }

    private void EndPage(RangeRead call)
    {
        call.HasMore = true;
        call.LastDocument.Clear();
        call.LastDocument.Write(DocumentOf(_cursor.CurrentValue).Encoded);
    }

    // Against the order the next step seeks before its place, so the place is just behind the key.
    private void RememberPlace(RangeRead call)
    {
        call.Place.Clear();
        call.Place.Write(_cursor.CurrentKey);
        if (call.Descending)
            call.Place.Write(0);
    }

    private static void Append(ByteBuffer documents, ReadOnlySpan<byte> document)
    {
        var length = documents.GetSpan(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(length, document.Length);
        documents.Advance(sizeof(int));
        documents.Write(document);
    }

    private static DocumentView DocumentOf(ReadOnlySpan<byte> stored)
    {
        var whole = StoredItem.TryRead(stored, out var item);
        Invariant.Holds(whole);
        return item.Document;
    }
}
