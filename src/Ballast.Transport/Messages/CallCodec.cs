using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Node.Links;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>What routers ask of replicas. A decoded call is a fresh one.</summary>
internal static class CallCodec
{
    public static Wire.Call Of(CallMessage message)
    {
        var asked = message.Asked;
        var field = new Wire.Call { Id = message.Id, Group = message.Group.Value, MayBeStale = asked.MayBeStale, SeeksLeader = asked.SeeksLeader };
        switch (asked)
        {
            case ItemRead read:
                field.ItemRead = new Wire.ItemRead { Key = Fields.Wrap(read.Key.WrittenMemory) };
                break;
            case ItemWrite write:
                field.ItemWrite = Of(write);
                break;
            case RangeRead range:
                field.RangeRead = Of(range);
                break;
            case LeaderCall:
                field.Leader = new Wire.LeaderCall();
                break;
            default:
                throw Invariant.Unreachable("a call without a codec");
        }
        return field;
    }

    public static CallMessage? Read(Wire.Call field, NodeId from, NodeId to)
    {
        ReplicaCall? asked = field.AskedCase switch
        {
            Wire.Call.AskedOneofCase.ItemRead => Read(field.ItemRead),
            Wire.Call.AskedOneofCase.ItemWrite => Read(field.ItemWrite),
            Wire.Call.AskedOneofCase.RangeRead => Read(field.RangeRead),
            Wire.Call.AskedOneofCase.Leader => Begun(new LeaderCall()),
            _ => null,
        };
        if (asked is null)
            return null;
        (asked.MayBeStale, asked.SeeksLeader) = (field.MayBeStale, field.SeeksLeader);
        return new CallMessage(from, to, field.Id, new GroupId(field.Group), asked);
    }

    public static T Begun<T>(T call)
        where T : ReplicaCall
    {
        call.Begin();
        return call;
    }

    private static Wire.ItemWrite Of(ItemWrite write) => new()
    {
        Kind = (uint)write.Kind,
        Key = Fields.Wrap(write.Key.WrittenMemory),
        Document = Fields.Wrap(write.Document.WrittenMemory),
        Condition = write.Condition is { } condition ? ConditionCodec.Of(condition) : null,
        Update = write.Update is { } update ? UpdateCodec.Of(update) : null,
        WantsOld = write.WantsOld,
        WantsNew = write.WantsNew,
    };

    private static Wire.RangeRead Of(RangeRead range) => new()
    {
        Start = Fields.Wrap(range.Start.WrittenMemory),
        End = Fields.Wrap(range.End.WrittenMemory),
        Behind = Fields.Wrap(range.Behind.WrittenMemory),
        Descending = range.Descending,
        ItemsMax = (uint)range.ItemsMax,
        BytesMax = (uint)range.BytesMax,
        Filter = range.Filter is { } filter ? ConditionCodec.Of(filter) : null,
        CountOnly = range.CountOnly,
        Index = range.Index is { } index ? SchemaCodec.Of(index) : null,
        FetchWholeItems = range.FetchWholeItems,
    };

    private static ItemRead? Read(Wire.ItemRead field)
    {
        if (!IsItemKey(field.Key))
            return null;
        var read = Begun(new ItemRead());
        Put(field.Key, read.Key);
        return read;
    }

    private static ItemWrite? Read(Wire.ItemWrite field)
    {
        if (!IsPossible(field))
            return null;
        var write = Begun(new ItemWrite());
        if (field.Condition is { } condition && (write.Condition = ConditionCodec.Read(condition)) is null)
            return null;
        if (field.Update is { } update && (write.Update = UpdateCodec.Read(update)) is null)
            return null;
        write.Kind = (WriteKind)field.Kind;
        Put(field.Key, write.Key);
        Put(field.Document, write.Document);
        (write.WantsOld, write.WantsNew) = (field.WantsOld, field.WantsNew);
        return write;
    }

    private static RangeRead? Read(Wire.RangeRead field)
    {
        if (!IsPossible(field))
            return null;
        var range = Begun(new RangeRead());
        if (field.Filter is { } filter && (range.Filter = ConditionCodec.Read(filter)) is null)
            return null;
        if (field.Index is { } index && (range.Index = SchemaCodec.Read(index)) is null)
            return null;
        Put(field.Start, range.Start);
        Put(field.End, range.End);
        Put(field.Behind, range.Behind);
        (range.Descending, range.CountOnly, range.FetchWholeItems) = (field.Descending, field.CountOnly, field.FetchWholeItems);
        (range.ItemsMax, range.BytesMax) = ((int)field.ItemsMax, (int)field.BytesMax);
        return range;
    }

    // Only a deletion needs no document.
    private static bool IsPossible(Wire.ItemWrite field) =>
        IsItemKey(field.Key) && field.Kind is >= (uint)WriteKind.Put and <= (uint)WriteKind.Update
        && (field.Kind == (uint)WriteKind.Delete ? Fields.IsDocumentOrNone(field.Document) : Fields.IsDocument(field.Document));

    // Within the rows of one space, all of which hold documents.
    private static bool IsPossible(Wire.RangeRead field) =>
        IsRowKey(field.Start) && field.End.Length <= KeyLimits.KeyBytesMax && field.Behind.Length <= KeyLimits.KeyBytesMax
        && (field.End.IsEmpty || field.End.Span.SequenceCompareTo([(byte)(field.Start[0] + 1)]) <= 0)
        && field.ItemsMax <= int.MaxValue && field.BytesMax <= int.MaxValue;

    private static bool IsItemKey(ByteString key) => key.Length is > 0 and <= KeyLimits.ItemKeyBytesMax && key[0] == (byte)KeySpace.Items;

    private static bool IsRowKey(ByteString key) =>
        key.Length is > 0 and <= KeyLimits.KeyBytesMax && (KeySpace)key[0] is (KeySpace.Items or (>= KeySpace.LocalIndex0 and <= KeySpace.LocalIndex4));

    private static void Put(ByteString source, ByteBuffer target) => target.Write(source.Span);
}
