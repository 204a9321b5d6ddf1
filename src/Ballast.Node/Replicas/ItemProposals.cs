using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>The writes of a leader: evaluated on the newest proposed image, proposed as after-images, answered when their slots are applied.</summary>
/// <remarks>
/// On the replica's executor. An answer that depends on a proposed image waits until that image is applied; one that depends on applied state
/// alone is given under the lease. When the lead is lost the proposals stay until their slots are decided: a slot that holds the proposal
/// makes the answer good, one that holds something else proves that it was not carried out.
/// </remarks>
internal sealed class ItemProposals(
    ReplicaHost host, BTree tree, PartitionSchema schema, PartitionStatistics statistics, ItemApplication application, Membership membership)
{
    private const uint LineageEpoch = 0;
    private static readonly Slot EndOfLog = new(ulong.MaxValue);
    private readonly WriteEvaluation _evaluation = new(schema);
    private readonly ProposedImages _images = new();
    private readonly Dictionary<ulong, long> _proposedGrowth = [];
    private readonly ByteBuffer _before = new(2048);
    private readonly ByteBuffer _large = new(0);
    private readonly ByteBuffer _payload = new(1024);
    private readonly ByteBuffer _collectionKey = new(256);

    public ProposalQueue Pending { get; } = new();

    /// <summary>Decides on a write and answers it, or proposes it, or gives the reason why neither can be done now.</summary>
    public AppendResult Decide(ItemWrite call, Slot applied)
    {
        var fromProposed = _images.TryGet(call.Key.Written, out var newest) && host.Planted != PlantedBug.AnswerFromProposed;
        newest = host.Planted == PlantedBug.EvaluateOnApplied ? null : newest;
        var before = Before(call, newest);
        var outcome = _evaluation.Evaluate(call, before);
        if (outcome == CallOutcome.Done && schema.HasLocalIndexes)
            outcome = CheckCollection(call);
        var changesNothing = before.IsAbsent && _evaluation.After(call).IsAbsent;
        if (outcome == CallOutcome.Done && !changesNothing)
            return Propose(call);
        if (fromProposed || ReadsProposedCollection(outcome))
            Pending.AddBarrier(call, outcome, host.NowMilliseconds);
        else
            call.Complete(membership.MayServe(applied) ? outcome : CallOutcome.NotLeader);
        return AppendResult.Appended;
    }

    /// <summary>Answers what waited for an entry that is now applied.</summary>
    public void Applied(GroupEntry entry)
    {
        while (Pending.TryTake(entry.Slot, out var write))
        {
            var isChosen = write.Slot == entry.Slot && write.Ballot == entry.Origin;
            if (isChosen && !write.IsBarrier)
                Forget(write);
            write.Call?.Complete(isChosen ? write.OutcomeWhenApplied : CallOutcome.NotLeader);
            Pending.Recycle(write);
        }
    }

    /// <summary>The lead is lost: what was proposed may yet be chosen, but nothing is evaluated on it any more.</summary>
    public void LeadLost()
    {
        _images.Clear();
        _proposedGrowth.Clear();
        foreach (var write in Pending.All)
            write.CollectionGrowth = 0;
        if (host.Planted == PlantedBug.RepeatAfterLostLead)
            Answer(CallOutcome.NotLeader, CallOutcome.NotLeader);
    }

    /// <summary>The lead is won anew: what was proposed in an earlier ballot and is not applied by now never will be.</summary>
    public void LeadWon() => Answer(CallOutcome.NotLeader, CallOutcome.NotLeader);

    /// <summary>Nobody here can say any more what becomes of the proposals.</summary>
    public void Abandon()
    {
        LeadLost();
        Answer(CallOutcome.Unknown, CallOutcome.Unavailable);
    }

    /// <summary>Answers those that nobody has decided on for too long. They may yet be chosen.</summary>
    public void AnswerLongest(long sinceMilliseconds)
    {
        // A proposal that nobody waits for any more is still the newest image of its item.
        foreach (var write in Pending.All)
        {
            if (write.SinceMilliseconds > sinceMilliseconds)
                break;
            Answer(write, CallOutcome.Unknown, CallOutcome.Unavailable);
        }
    }

    private void Answer(CallOutcome outcome, CallOutcome ofBarriers)
    {
        while (Pending.TryTake(EndOfLog, out var write))
        {
            Answer(write, outcome, ofBarriers);
            Pending.Recycle(write);
        }
    }

    private static void Answer(ProposedWrite write, CallOutcome outcome, CallOutcome ofBarriers)
    {
        var call = write.Call;
        write.Call = null;
        call?.Complete(write.IsBarrier ? ofBarriers : outcome);
    }

    // The size of a collection counts the proposals on all of its items.
    private bool ReadsProposedCollection(CallOutcome outcome) =>
        schema.HasLocalIndexes && Pending.Count > 0 && outcome is (CallOutcome.Done or CallOutcome.CollectionTooLarge);

    private DocumentView Before(ItemWrite call, ProposedWrite? newest)
    {
        _before.Clear();
        if (newest is not null)
            _before.Write(newest.Stored);
        else if (tree.TryGet(call.Key.Written, _large, out var stored))
            _before.Write(stored);
        return _before.Count == 0 ? default : StoredItem.DocumentOf(_before.Written);
    }

    private CallOutcome CheckCollection(ItemWrite call)
    {
        _collectionKey.Clear();
        var prefix = Model.Keys.TreeKey.CollectionLength(call.Key.Written, schema.Key.Partition.Type);
        ItemApplication.WriteCollectionKey(_collectionKey, call.Key.Written[..prefix]);
        var proposed = _proposedGrowth.GetValueOrDefault(CollectionOf(call.Key.Written));
        call.CollectionBytes = application.CollectionBytes(_collectionKey.Written) + proposed + _evaluation.CollectionGrowth;
        return call.CollectionBytes > host.Limits.CollectionBytesMax && _evaluation.CollectionGrowth > 0
            ? CallOutcome.CollectionTooLarge
            : CallOutcome.Done;
    }

    private static ulong CollectionOf(ReadOnlySpan<byte> key) => Model.Keys.TreeKey.HashOf(key);

    private AppendResult Propose(ItemWrite call)
    {
        var after = _evaluation.After(call);
        var timestamp = host.TimestampAfter(statistics.NewestTimestamp);
        _payload.Clear();
        ItemRecord.WriteHead(_payload, WriteCause.Client, timestamp, call.Key.Written);
        var headBytes = _payload.Count;
        if (!after.IsAbsent)
            StoredItem.Write(_payload, new ItemVersion(timestamp, LineageEpoch, membership.Accepted.Next), after.Encoded);
        var type = after.IsAbsent ? RecordType.ItemDeleted : RecordType.ItemPut;
        var result = membership.TryPropose(type, _payload.Written.ToArray(), out var entry);
        if (result != AppendResult.Appended)
            return result;
        Invariant.Holds(entry is not null);
        statistics.NewestTimestamp = timestamp;
        Note(call, entry, headBytes);
        return result;
    }

    private void Note(ItemWrite call, GroupEntry entry, int headBytes)
    {
        var write = Pending.Rent();
        (write.Slot, write.Ballot, write.Payload, write.Call) = (entry.Slot, entry.Ballot, entry.Payload, call);
        (write.KeyStart, write.KeyBytes) = (headBytes - call.Key.Count, call.Key.Count);
        write.SinceMilliseconds = host.NowMilliseconds;
        write.CollectionGrowth = _evaluation.CollectionGrowth;
        if (schema.HasLocalIndexes)
            GrowProposed(write, write.CollectionGrowth);
        _images.Add(write);
        Pending.Add(write);
    }

    private void Forget(ProposedWrite write)
    {
        _images.Applied(write);
        if (schema.HasLocalIndexes)
            GrowProposed(write, -write.CollectionGrowth);
    }

    private void GrowProposed(ProposedWrite write, long growth)
    {
        var collection = CollectionOf(write.Key);
        var sum = _proposedGrowth.GetValueOrDefault(collection) + growth;
        if (sum == 0)
            _proposedGrowth.Remove(collection);
        else
            _proposedGrowth[collection] = sum;
    }
}
