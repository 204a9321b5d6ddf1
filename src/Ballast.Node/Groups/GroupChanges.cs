using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>Makes and drops groups: the log's record first, the file after, so that a crash between leaves what recovery finishes.</summary>
internal sealed class GroupChanges(NodeHost host, ReplicaTable replicas, Executor files)
{
    public async Task<CallOutcome> CreateAsync(GroupId group, PartitionSchema schema)
    {
        if (host.Failed.IsCompleted)
            return CallOutcome.Unavailable;
        if (replicas.TryGet(group, out _))
            return CallOutcome.Done;
        if (replicas.IsDamaged(group, out _))
            return CallOutcome.Unavailable;
        using var announcement = new GroupAnnouncement(host.Log);
        // Others' checkpoints must not trim the record before the new replica claims it.
        host.HoldLog(group, announcement.Start);
        try
        {
            var record = SchemaDocument.Write(schema);
            var outcome = await announcement.AppendAsync(RecordType.GroupCreated, group, host.Ballot, new Slot(1), record);
            if (outcome != CallOutcome.Done)
                return outcome;
            return await files.InvokeAsync(() => MakeTree(group, record, announcement.Start));
        }
        finally
        {
            host.ReleaseLog(group);
        }
    }

    public async Task<CallOutcome> DropAsync(GroupId group)
    {
        if (host.Failed.IsCompleted)
            return CallOutcome.Unavailable;
        if (replicas.TryGet(group, out var replica))
            // Nothing of the group follows its drop in the log. Until that is there, the replica's checkpoints go on: they may be what makes room for it.
            await replica.Executor.InvokeAsync(() =>
            {
                replica.TakeNoMoreWrites();
                return true;
            });
        else if (!replicas.IsDamaged(group, out _))
            return CallOutcome.Done;
        using var announcement = new GroupAnnouncement(host.Log);
        var outcome = await announcement.AppendAsync(RecordType.GroupDropped, group, host.Ballot, Slot.BeforeLog, default);
        if (outcome != CallOutcome.Done)
            return outcome;
        if (replica is not null)
            await await replica.Executor.InvokeAsync(() =>
            {
                replica.AbandonPending(new ObjectDisposedException($"group {group.Value}"));
                return replica.Checkpoints.Ended();
            });
        return await files.InvokeAsync(() =>
        {
            replicas.Remove(group);
            host.ReleaseLog(group);
            host.LogFloorMoved();
            return CallOutcome.Done;
        });
    }

    // No room for the file: the record stays, and the next attempt (or the next start) makes the tree from it.
    private CallOutcome MakeTree(GroupId group, byte[] schema, LogPosition start)
    {
        Replica replica;
        try
        {
            replica = replicas.Create(group, schema);
        }
        catch (DiskFullException)
        {
            return CallOutcome.StorageFull;
        }
        try
        {
            replica.Recover(RecordType.GroupCreated, new Slot(1), schema, start);
        }
        catch (DirtyLimitException)
        {
            replicas.Discard(replica);
            return CallOutcome.Overloaded;
        }
        replica.Attach(host.Log);
        replicas.Add(replica);
        return CallOutcome.Done;
    }
}

/// <summary>One record about a group, and the wait until it is in the log and durable.</summary>
internal sealed class GroupAnnouncement(WriteAheadLog log) : ILogSubscriber, IDisposable
{
    private readonly TaskCompletionSource<CallOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogRecordHeader _header;
    private ReadOnlyMemory<byte> _payload;
    private LogAppender? _appender;

    /// <summary>A place in the log before the record.</summary>
    public LogPosition Start { get; } = log.DurableThrough;

    public Task<CallOutcome> AppendAsync(RecordType type, GroupId group, Ballot ballot, Slot slot, ReadOnlyMemory<byte> payload)
    {
        _header = new LogRecordHeader((byte)type, SchemaDocument.FormatVersion, 0, group, ballot, slot);
        _payload = payload;
        _appender = log.CreateAppender(this);
        Append();
        return _outcome.Task;
    }

    // A busy log says when to try again.
    private void Append()
    {
        switch (_appender!.TryAppend(_header, _payload.Span, out _))
        {
            case AppendResult.Appended or AppendResult.Busy:
                break;
            case AppendResult.Full:
                _outcome.TrySetResult(CallOutcome.StorageFull);
                break;
            default:
                _outcome.TrySetResult(CallOutcome.Unavailable);
                break;
        }
    }

    void ILogSubscriber.Durable(LogPosition through) => _outcome.TrySetResult(CallOutcome.Done);

    void ILogSubscriber.RoomAgain() => Append();

    void ILogSubscriber.Failed(Exception cause) => _outcome.TrySetResult(CallOutcome.Unknown);

    public void Dispose() => _appender?.Dispose();
}
