using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Node.Indexes;
using Ballast.Node.Links;

namespace Ballast.Transport.Messages;

/// <summary>What replicas answer. A decoded answer is a fresh call that holds nothing of what was asked.</summary>
internal static class CallAnswerCodec
{
    public static Wire.CallAnswer Of(CallAnswerMessage message)
    {
        var field = new Wire.CallAnswer { Id = message.Id, Outcome = (uint)message.Answered.Outcome };
        switch (message.Answered)
        {
            case ItemRead read:
                field.ItemRead = new Wire.ItemReadAnswer { Found = read.Found, Document = Fields.Wrap(read.Document.WrittenMemory) };
                break;
            case ItemWrite write:
                field.ItemWrite = Of(write);
                break;
            case RangeRead range:
                field.RangeRead = Of(range);
                break;
            case LeaderCall leader:
                field.Leader = new Wire.LeaderAnswer { Applied = leader.Applied.Value };
                break;
            default:
                throw Invariant.Unreachable("a call without a codec");
        }
        return field;
    }

    public static CallAnswerMessage? Read(Wire.CallAnswer field, NodeId from, NodeId to)
    {
        if (field.Outcome > (uint)CallOutcome.NotLeader)
            return null;
        ReplicaCall? answered = field.AnsweredCase switch
        {
            Wire.CallAnswer.AnsweredOneofCase.ItemRead => Read(field.ItemRead),
            Wire.CallAnswer.AnsweredOneofCase.ItemWrite => Read(field.ItemWrite),
            Wire.CallAnswer.AnsweredOneofCase.RangeRead => Read(field.RangeRead),
            Wire.CallAnswer.AnsweredOneofCase.Leader => Read(field.Leader),
            _ => null,
        };
        if (answered is null)
            return null;
        answered.Outcome = (CallOutcome)field.Outcome;
        return new CallAnswerMessage(from, to, field.Id, answered);
    }

    private static LeaderCall? Read(Wire.LeaderAnswer field)
    {
        if (field.Applied > MessageBounds.CountMax)
            return null;
        var leader = CallCodec.Begun(new LeaderCall());
        leader.Applied = new Slot(field.Applied);
        return leader;
    }

    private static Wire.ItemWriteAnswer Of(ItemWrite write)
    {
        var field = new Wire.ItemWriteAnswer
        {
            OldFound = write.OldFound,
            OldDocument = Fields.Wrap(write.Old.WrittenMemory),
            NewDocument = Fields.Wrap(write.New.WrittenMemory),
            OldBytes = (uint)write.OldBytes,
            NewBytes = (uint)write.NewBytes,
            CollectionBytes = (ulong)write.CollectionBytes,
            IndexKeyProblem = write.IndexKeyProblem is { } problem ? Of(problem) : null,
        };
        if (write.Problem is { } text)
            field.Problem = text;
        var indexes = Array.FindLastIndex(write.IndexWriteUnits, static units => units != 0) + 1;
        for (var i = 0; i < indexes; i++)
            field.IndexWriteUnits.Add((uint)write.IndexWriteUnits[i]);
        return field;
    }

    private static Wire.IndexKeyProblem Of(IndexKeyProblem problem) =>
        new() { Kind = (uint)problem.Kind, Index = SchemaCodec.Of(problem.Index), Actual = (uint)problem.Actual };

    private static Wire.RangeReadAnswer Of(RangeRead range) => new()
    {
        Evaluated = (uint)range.Evaluated,
        Matched = (uint)range.Matched,
        EvaluatedBytes = (ulong)range.EvaluatedBytes,
        FetchedUnits = (ulong)range.FetchedUnits,
        Documents = Fields.Wrap(range.Documents.WrittenMemory),
        HasMore = range.HasMore,
        LastDocument = Fields.Wrap(range.LastDocument.WrittenMemory),
    };

    private static ItemRead? Read(Wire.ItemReadAnswer field)
    {
        if (field.Found ? !Fields.IsDocument(field.Document) : !field.Document.IsEmpty)
            return null;
        var read = CallCodec.Begun(new ItemRead());
        read.Found = field.Found;
        read.Document.Write(field.Document.Span);
        return read;
    }

    private static ItemWrite? Read(Wire.ItemWriteAnswer field)
    {
        if (!IsPossible(field))
            return null;
        var write = CallCodec.Begun(new ItemWrite());
        if (field.IndexKeyProblem is { } problem && (write.IndexKeyProblem = Read(problem)) is null)
            return null;
        write.OldFound = field.OldFound;
        write.Old.Write(field.OldDocument.Span);
        write.New.Write(field.NewDocument.Span);
        (write.OldBytes, write.NewBytes, write.CollectionBytes) = ((int)field.OldBytes, (int)field.NewBytes, (long)field.CollectionBytes);
        for (var i = 0; i < field.IndexWriteUnits.Count; i++)
            write.IndexWriteUnits[i] = (int)field.IndexWriteUnits[i];
        write.Problem = field.HasProblem ? field.Problem : null;
        return write;
    }

    private static bool IsPossible(Wire.ItemWriteAnswer field)
    {
        foreach (var units in field.IndexWriteUnits)
            if (units > int.MaxValue)
                return false;
        return field.IndexWriteUnits.Count <= KeySpaces.LocalIndexesMax && field.OldBytes <= int.MaxValue && field.NewBytes <= int.MaxValue
            && field.CollectionBytes <= long.MaxValue && Fields.IsDocumentOrNone(field.OldDocument) && Fields.IsDocumentOrNone(field.NewDocument);
    }

    private static IndexKeyProblem? Read(Wire.IndexKeyProblem field)
    {
        var isPossible = field.Kind is >= (uint)IndexKeyProblemKind.WrongType and <= (uint)IndexKeyProblemKind.TooLong
            && field.Actual is >= (uint)ValueTag.String and <= (uint)ValueTag.True;
        return isPossible && SchemaCodec.Read(field.Index) is { } index ? new IndexKeyProblem((IndexKeyProblemKind)field.Kind, index, (ValueTag)field.Actual) : null;
    }

    private static RangeRead? Read(Wire.RangeReadAnswer field)
    {
        if (!IsPossible(field))
            return null;
        var range = CallCodec.Begun(new RangeRead());
        (range.Evaluated, range.Matched) = ((int)field.Evaluated, (int)field.Matched);
        (range.EvaluatedBytes, range.FetchedUnits) = ((long)field.EvaluatedBytes, (long)field.FetchedUnits);
        range.Documents.Write(field.Documents.Span);
        range.HasMore = field.HasMore;
        range.LastDocument.Write(field.LastDocument.Span);
        return range;
    }

    private static bool IsPossible(Wire.RangeReadAnswer field) =>
        field.Evaluated <= int.MaxValue && field.Matched <= field.Evaluated && field.EvaluatedBytes <= long.MaxValue && field.FetchedUnits <= long.MaxValue
        && (field.HasMore ? Fields.IsDocument(field.LastDocument) : Fields.IsDocumentOrNone(field.LastDocument)) && AreDocuments(field.Documents.Span);

    private static bool AreDocuments(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            if (!BinaryPrimitives.TryReadInt32LittleEndian(rest, out var length) || length < 0 || length > rest.Length - sizeof(int)
                || !DocumentVerifier.Verify(rest.Slice(sizeof(int), length)))
                return false;
            rest = rest[(sizeof(int) + length)..];
        }
        return true;
    }
}
