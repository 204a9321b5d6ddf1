using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;
using Ballast.Node.Indexes;

namespace Ballast.Node.Replicas;

/// <summary>Decides what a write does to an item, given the newest image of it: the condition, the after-image, sizes and limits.</summary>
/// <remarks>Effects are the caller's. Reused; owned by one replica. <see cref="After"/> holds until the next evaluation.</remarks>
internal sealed class WriteEvaluation(PartitionSchema schema)
{
    private readonly DocumentBuilder _updated = new();
    private readonly LocalIndexChange _change = new();

    /// <summary>Bytes by which the item's collection grows, entries of local indexes included.</summary>
    public long CollectionGrowth { get; private set; }

    /// <summary>The document after the write; absent for a deletion, and for an update that makes no item where there is none.</summary>
    public DocumentView After(ItemWrite call) => call.Kind switch
    {
        WriteKind.Put => new DocumentView(call.Document.Written),
        WriteKind.Update => new DocumentView(_updated.Written),
        _ => default,
    };

    /// <summary>Fills in the call's sizes and images; anything but <see cref="CallOutcome.Done"/> means that nothing may be proposed.</summary>
    public CallOutcome Evaluate(ItemWrite call, DocumentView before)
    {
        // A write that waited for the log comes here again.
        call.Old.Clear();
        call.New.Clear();
        call.OldFound = !before.IsAbsent;
        call.OldBytes = ItemSize.Of(before);
        CollectionGrowth = 0;
        if (call.WantsOld)
            call.Old.Write(before.Encoded);
        if (call.Condition is not null && !call.Condition.Evaluate(before))
            return CallOutcome.ConditionFailed;
        if (call.Kind == WriteKind.Update && Update(call, before) is var outcome and not CallOutcome.Done)
            return outcome;
        var after = After(call);
        if (!after.IsAbsent && IndexKeyProblem.Find(schema, after) is { } problem)
        {
            call.IndexKeyProblem = problem;
            return CallOutcome.IndexKeyInvalid;
        }
        call.NewBytes = ItemSize.Of(after);
        var entryBytes = schema.HasLocalIndexes ? DeriveIndexes(call, before, after) : 0;
        if (call.NewBytes + entryBytes > ItemSize.ItemBytesMax)
            return CallOutcome.ItemTooLarge;
        if (call.WantsNew)
            call.New.Write(after.Encoded);
        return CallOutcome.Done;
    }

    // An update of an item that is not there begins with its key attributes; one without an expression changes nothing else.
    private CallOutcome Update(ItemWrite call, DocumentView before)
    {
        _updated.Reset();
        if (before.IsAbsent && call.Update is { MakesItem: false })
            return CallOutcome.Done;
        var source = before.IsAbsent ? new DocumentView(call.Document.Written) : before;
        if (call.Update is null)
            _updated.RawDocument(source.Encoded);
        else
            call.Problem = call.Update.Apply(source, _updated)?.Message;
        return call.Problem is null ? CallOutcome.Done : CallOutcome.UpdateInvalid;
    }

    private int DeriveIndexes(ItemWrite call, DocumentView before, DocumentView after)
    {
        var entryBytes = 0;
        CollectionGrowth = call.NewBytes - call.OldBytes;
        foreach (var index in schema.LocalIndexes)
        {
            _change.Derive(index, schema.Key, before, after);
            call.IndexWriteUnits[index.Ordinal] = _change.WriteUnits;
            entryBytes += _change.After.Bytes;
            CollectionGrowth += _change.BytesGrown;
        }
        return entryBytes;
    }
}
