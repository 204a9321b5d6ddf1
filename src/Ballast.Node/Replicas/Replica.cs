using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Node.Records;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>One storage replica: its tree, its place in the node's log, and the writes between proposal and apply.</summary>
/// <remarks>
/// Everything here runs on <see cref="Executor"/>, one call at a time. A write is evaluated on the newest proposed image,
/// proposed as an after-image, and applied and answered once it is durable. Reads see applied state only. An answer that
/// depends on a proposed image waits until that image is applied.
/// Invariant: applied slot &lt;= proposed slot, and the pending writes are exactly the slots between.
/// </remarks>
internal sealed class Replica : ILogSubscriber, IDisposable
{
    private const uint LineageEpoch = 0;
    private static readonly LogPosition EndOfTime = new(long.MaxValue);
    private readonly ReplicaHost _host;
    private readonly BTree _tree;
    private readonly PartitionStatistics _statistics;
    private readonly ItemApplication _application;
    private readonly WriteEvaluation _evaluation;
    private readonly RangeReads _ranges;
    private readonly ProposedImages _images = new();
    private readonly ProposalQueue _pending = new();
    private readonly BackPressure _pressure;
    private readonly ByteBuffer _before = new(2048);
    private readonly ByteBuffer _large = new(0);
    private readonly ByteBuffer _collectionKey = new(256);
    private readonly Dictionary<ulong, long> _proposedGrowth = [];
    private readonly IWorkItem _durable;
    private LogAppender? _log;
    private Slot _proposed, _applied;
    private Exception? _outOfService;

    public Replica(ReplicaHost host, GroupId group, PartitionSchema schema, BTree tree, PartitionStatistics statistics, Slot applied, Executor executor)
    {
        _host = host;
        _tree = tree;
        _statistics = statistics;
        _application = new ItemApplication(tree, schema, statistics);
        _evaluation = new WriteEvaluation(schema);
        _ranges = new RangeReads(tree, schema);
        _durable = new DelegateWork(ApplyDurable);
        _proposed = _applied = applied;
        Group = group;
        Schema = schema;
        Executor = executor;
        Checkpoints = new ReplicaCheckpoints(host, this, tree);
        _pressure = new BackPressure(host, tree, _pending, Checkpoints, DecideInService);
    }

    public GroupId Group { get; }
    public PartitionSchema Schema { get; }
    public Executor Executor { get; }
    public ReplicaCheckpoints Checkpoints { get; }
    public Slot Applied => _applied;
    public PartitionStatistics Statistics => _statistics;
    public BTree Tree => _tree;

    /// <summary>True while its tree or the cache has too many unwritten pages for another record.</summary>
    public bool IsOutOfPages => _pressure.IsOutOfPages;

    /// <summary>Why it is out of service; null while it serves.</summary>
    public Exception? OutOfService => _outOfService;

    /// <summary>The log's end before the oldest write that is not applied yet; null when all are.</summary>
    public LogPosition? OldestPendingStart => _pending.OldestStart;

    public void Read(ItemRead call)
    {
        if (!Serves(call))
            return;
        try
        {
            call.Found = _tree.TryGet(call.Key.Written, _large, out var stored);
            if (call.Found)
                call.Document.Write(DocumentOf(stored).Encoded);
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
            return;
        }
        call.Complete(CallOutcome.Done);
    }

    public void ReadRange(RangeRead call)
    {
        if (!Serves(call))
            return;
        try
        {
            if (!_ranges.Step(call))
            {
                Executor.Post(call);
                return;
            }
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
            return;
        }
        call.Complete(CallOutcome.Done);
    }

    public void Write(ItemWrite call)
    {
        if (Serves(call))
            _pressure.Enter(call);
    }

    /// <summary>Nothing is proposed any more, for the group is being dropped. What was proposed is applied still.</summary>
    public void TakeNoMoreWrites() => _pressure.Close();

    /// <summary>Whether writes wait for the disk; anyone may ask.</summary>
    public bool HasWaiting => _pressure.HasWaiting;

    /// <summary>Lets writes that wait go on. Runs after each step of a checkpoint while any wait.</summary>
    public void RunWaiting()
    {
        if (_outOfService is null)
            _pressure.GoOn();
    }

    private void LogHasRoom()
    {
        _pressure.LogMoved();
        RunWaiting();
    }

    /// <summary>Once in a while: another try where the disk was full, and an end to waiting too long.</summary>
    public void Tick()
    {
        Checkpoints.Relax();
        Checkpoints.Retry();
        RunWaiting();
        _pressure.RefuseLongest();
    }

    private void DecideInService(ItemWrite call)
    {
        if (!Serves(call))
            return;
        try
        {
            Decide(call);
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
        }
    }

    /// <summary>Applies a record that the log held when the node started. Records come in slot order; those before the checkpoint are skipped.</summary>
    /// <param name="start">A place in the log at or before the record's beginning.</param>
    public void Recover(RecordType type, Slot slot, ReadOnlySpan<byte> payload, LogPosition start)
    {
        if (slot <= _applied || _outOfService is not null)
            return;
        if (slot != _applied.Next)
            throw new LogGapException(Group, _applied, slot);
        Checkpoints.Proposed(start);
        if (type == RecordType.GroupCreated)
            PartitionTree.PutSchema(_tree, payload, slot);
        else
            ApplyItem(payload, slot);
        _applied = _proposed = slot;
    }

    /// <summary>Gives the replica its way into the log; it serves writes from then on.</summary>
    public void Attach(WriteAheadLog log) => _log = log.CreateAppender(this);

    void ILogSubscriber.Durable(LogPosition through) => Executor.Post(_durable);

    void ILogSubscriber.RoomAgain() => Executor.Post(LogHasRoom);

    void ILogSubscriber.Failed(Exception cause) => Executor.Post(() => AbandonPending(cause));

    /// <summary>Goes out of service and answers everything pending: no one can say any more whether it is durable.</summary>
    public void AbandonPending(Exception why)
    {
        LeaveService(why);
        _pressure.Refuse(CallOutcome.Unavailable);
        while (_pending.TryTake(EndOfTime, out var write))
        {
            write.Call?.Complete(write.IsBarrier ? CallOutcome.Unavailable : CallOutcome.Unknown);
            _pending.Recycle(write);
        }
    }

    public void Dispose()
    {
        _log?.Dispose();
        _ranges.Dispose();
        _tree.Dispose();
    }

    internal void LeaveService(Exception why)
    {
        if (_outOfService is not null)
            return;
        _outOfService = why;
        _pressure.Refuse(CallOutcome.Unavailable);
        _host.ReplicaLeftService(Group, why);
    }

    private bool Serves(ReplicaCall call)
    {
        if (_outOfService is null)
            return true;
        call.Complete(CallOutcome.Unavailable);
        return false;
    }

    private void Decide(ItemWrite call)
    {
        var fromProposed = _images.TryGet(call.Key.Written, out var newest);
        var before = Before(call, newest);
        var outcome = _evaluation.Evaluate(call, before);
        if (outcome == CallOutcome.Done && Schema.HasLocalIndexes)
            outcome = CheckCollection(call);
        var changesNothing = before.IsAbsent && _evaluation.After(call).IsAbsent;
        if (outcome == CallOutcome.Done && !changesNothing)
            Propose(call);
        else if (fromProposed || ReadsProposedCollection(outcome))
            _pending.AddBarrier(call, outcome);
        else
            call.Complete(outcome);
    }

    // The size of a collection counts the proposals on all of its items.
    private bool ReadsProposedCollection(CallOutcome outcome) =>
        Schema.HasLocalIndexes && _pending.Count > 0 && outcome is (CallOutcome.Done or CallOutcome.CollectionTooLarge);

    private DocumentView Before(ItemWrite call, ProposedWrite? newest)
    {
        _before.Clear();
        if (newest is not null)
            _before.Write(newest.Stored);
        else if (_tree.TryGet(call.Key.Written, _large, out var stored))
            _before.Write(stored);
        return _before.Count == 0 ? default : DocumentOf(_before.Written);
    }

    private CallOutcome CheckCollection(ItemWrite call)
    {
        _collectionKey.Clear();
        var prefix = Model.Keys.TreeKey.CollectionLength(call.Key.Written, Schema.Key.Partition.Type);
        ItemApplication.WriteCollectionKey(_collectionKey, call.Key.Written[..prefix]);
        var proposed = _proposedGrowth.GetValueOrDefault(CollectionOf(call.Key.Written));
        call.CollectionBytes = _application.CollectionBytes(_collectionKey.Written) + proposed + _evaluation.CollectionGrowth;
        return call.CollectionBytes > _host.Limits.CollectionBytesMax && _evaluation.CollectionGrowth > 0
            ? CallOutcome.CollectionTooLarge
            : CallOutcome.Done;
    }

    private static ulong CollectionOf(ReadOnlySpan<byte> key) => Model.Keys.TreeKey.HashOf(key);

    private void Propose(ItemWrite call)
    {
        var after = _evaluation.After(call);
        var write = _pending.Rent();
        write.Slot = _proposed.Next;
        write.Type = after.IsAbsent ? RecordType.ItemDeleted : RecordType.ItemPut;
        write.Call = call;
        var timestamp = _host.TimestampAfter(_statistics.NewestTimestamp);
        ItemRecord.WriteHead(write.Payload, WriteCause.Client, timestamp, call.Key.Written);
        write.StoredStart = write.Payload.Count;
        write.KeyBytes = call.Key.Count;
        write.KeyStart = write.StoredStart - write.KeyBytes;
        if (!after.IsAbsent)
            StoredItem.Write(write.Payload, new ItemVersion(timestamp, LineageEpoch, write.Slot), after.Encoded);
        // What is appended from here on ends behind what is durable now.
        var start = _host.Log.DurableThrough;
        // Noted before the append: once the record may be durable, another replica's trim must find it claimed.
        Checkpoints.Proposed(start);
        var appended = Append(write);
        if (appended != CallOutcome.Done)
        {
            _pending.Recycle(write);
            if (appended == CallOutcome.Overloaded)
                _pressure.WaitForLog(call);
            else
                call.Complete(appended);
            return;
        }
        _proposed = write.Slot;
        _statistics.NewestTimestamp = timestamp;
        write.CollectionGrowth = _evaluation.CollectionGrowth;
        if (Schema.HasLocalIndexes)
            GrowProposed(write, write.CollectionGrowth);
        _images.Add(write);
        _pending.Add(write, start);
    }

    private CallOutcome Append(ProposedWrite write)
    {
        var header = new LogRecordHeader((byte)write.Type, ItemRecord.FormatVersion, 0, Group, _host.Ballot, write.Slot);
        var result = _log!.TryAppend(header, write.Payload.Written, out var end);
        write.End = end;
        return result switch
        {
            AppendResult.Appended => CallOutcome.Done,
            AppendResult.Busy => CallOutcome.Overloaded,
            AppendResult.Full => CallOutcome.StorageFull,
            _ => CallOutcome.Unavailable,
        };
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

    // Chosen is durable on the only member; with more members this is where the quorum's progress comes in.
    internal void ApplyDurable()
    {
        if (_outOfService is not null)
            return;
        _pressure.LogMoved();
        var through = _host.Log.DurableThrough;
        while (!PausesForCheckpoint() && _pending.TryTake(through, out var write))
        {
            try
            {
                Apply(write);
            }
            catch (IOException e)
            {
                LeaveService(e);
                write.Call?.Complete(CallOutcome.Unknown);
                AbandonPending(e);
                return;
            }
            _pending.Recycle(write);
        }
        Checkpoints.Consider();
        RunWaiting();
    }

    // Durable records wait for a checkpoint to make room in memory; its completion runs this again.
    private bool PausesForCheckpoint()
    {
        if (!_pressure.IsOutOfPages)
            return false;
        Checkpoints.Hurry();
        return true;
    }

    private void Apply(ProposedWrite write)
    {
        if (!write.IsBarrier)
        {
            Invariant.Holds(write.Slot == _applied.Next);
            ApplyItem(write.Payload.Written, write.Slot);
            _applied = write.Slot;
            _images.Applied(write);
            if (Schema.HasLocalIndexes)
                GrowProposed(write, -write.CollectionGrowth);
        }
        write.Call?.Complete(write.OutcomeWhenApplied);
    }

    private void ApplyItem(ReadOnlySpan<byte> payload, Slot slot)
    {
        var whole = ItemRecord.TryRead(payload, out var record);
        Invariant.Holds(whole);
        _application.Apply(record, slot);
    }

    private static DocumentView DocumentOf(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty)
            return default;
        var whole = StoredItem.TryRead(stored, out var item);
        Invariant.Holds(whole);
        return item.Document;
    }
}
