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
            await await replica.Executor.InvokeAsync(() =>
            {
                replica.AbandonPending(new ObjectDisposedException($"group {group.Value}"));
                return replica.Checkpoints.Ended();
            });
        else if (!replicas.IsDamaged(group, out _))
            return CallOutcome.Done;
        using var announcement = new GroupAnnouncement(host.Log);
        var outcome = await announcement.AppendAsync(RecordType.GroupDropped, group, host.Ballot, Slot.BeforeLog, []);
        if (outcome != CallOutcome.Done)
            return outcome;
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

/// <summary>One record about a group, and the wait until it is durable.</summary>
internal sealed class GroupAnnouncement : ILogSubscriber, IDisposable
{
    private readonly TaskCompletionSource<CallOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogAppender _appender;

    public GroupAnnouncement(WriteAheadLog log)
    {
        Start = log.DurableThrough;
        _appender = log.CreateAppender(this);
    }

    /// <summary>A place in the log before the record.</summary>
    public LogPosition Start { get; }

    public Task<CallOutcome> AppendAsync(RecordType type, GroupId group, Ballot ballot, Slot slot, ReadOnlySpan<byte> payload)
    {
        var result = _appender.TryAppend(new LogRecordHeader((byte)type, SchemaDocument.FormatVersion, 0, group, ballot, slot), payload, out _);
        return result switch
        {
            AppendResult.Appended => _outcome.Task,
            AppendResult.Busy => Task.FromResult(CallOutcome.Overloaded),
            AppendResult.Full => Task.FromResult(CallOutcome.StorageFull),
            _ => Task.FromResult(CallOutcome.Unavailable),
        };
    }

    void ILogSubscriber.Durable(LogPosition through) => _outcome.TrySetResult(CallOutcome.Done);

    // A refused announcement is its caller's to try again.
    void ILogSubscriber.RoomAgain()
    {
    }

    void ILogSubscriber.Failed(Exception cause) => _outcome.TrySetResult(CallOutcome.Unknown);

    public void Dispose() => _appender.Dispose();
}
