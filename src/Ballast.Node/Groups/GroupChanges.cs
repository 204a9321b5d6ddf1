using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>Makes and drops groups: the log's record first, the file after, so that a crash between leaves what recovery finishes.</summary>
internal sealed class GroupChanges(NodeHost host, ReplicaTable replicas, Executor files)
{
    public const byte DropFormatVersion = 1;

    /// <summary>Makes this node's replica of a group, whose first members are those of <paramref name="config"/>.</summary>
    public async Task<CallOutcome> CreateAsync(GroupId group, PartitionSchema schema, GroupConfig config)
    {
        if (host.Failed.IsCompleted)
            return CallOutcome.Unavailable;
        if (replicas.TryGetMember(group, out _))
            return CallOutcome.Done;
        if (replicas.IsDamaged(group, out _))
            return CallOutcome.Unavailable;
        using var announcement = new GroupAnnouncement(host.Log);
        // Others' checkpoints must not trim the record before the new replica claims it.
        host.HoldLog(group, announcement.Start);
        try
        {
            var birth = new GroupBirth(config, SchemaDocument.Write(schema), default);
            var header = new LogRecordHeader((byte)RecordType.GroupCreated, GroupBirth.FormatVersion, 0, group, birth.Origin, GroupBirth.Slot);
            var outcome = await announcement.AppendAsync(header, birth.Write());
            if (outcome != CallOutcome.Done)
                return outcome;
            return await files.InvokeAsync(() => Make(group, birth, announcement.Start));
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
        replicas.TryGetMember(group, out var member);
        var replica = member as Replica;
        if (replica is not null)
            // Nothing of the group follows its drop in the log. Until that is there, the replica's checkpoints go on: they may be what makes room for it.
            await replica.Executor.InvokeAsync(() =>
            {
                replica.TakeNoMoreWrites();
                return true;
            });
        else if (member is null && !replicas.IsDamaged(group, out _))
            return CallOutcome.Done;
        using var announcement = new GroupAnnouncement(host.Log);
        var outcome = await announcement.AppendAsync(new LogRecordHeader((byte)RecordType.GroupDropped, DropFormatVersion, 0, group, default, Slot.BeforeLog), default);
        if (outcome != CallOutcome.Done)
            return outcome;
        if (replica is not null)
            await await replica.Executor.InvokeAsync(() =>
            {
                replica.AbandonPending(new ObjectDisposedException($"group {group.Value}"));
                replica.Membership.Dispose();
                return replica.Checkpoints.Ended();
            });
        else if (member is not null)
            await member.Executor.InvokeAsync(() =>
            {
                member.Dispose();
                return true;
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
    private CallOutcome Make(GroupId group, GroupBirth birth, LogPosition start)
    {
        try
        {
            var replica = replicas.Settle(replicas.Create(group, birth, start));
            replica.Executor.Post(() => host.Join(replica));
            return CallOutcome.Done;
        }
        catch (DiskFullException)
        {
            return CallOutcome.StorageFull;
        }
        catch (DirtyLimitException)
        {
            return CallOutcome.Overloaded;
        }
    }
}

/// <summary>One record about a group, and the wait until it is in the log and durable.</summary>
internal sealed class GroupAnnouncement(WriteAheadLog log) : ILogSubscriber, IDisposable
{
    private readonly TaskCompletionSource<CallOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogRecordHeader _header;
    private ReadOnlyMemory<byte> _payload;
    private LogAppender? _appender;
    private bool _isPatient = true;

    /// <summary>A place in the log before the record.</summary>
    public LogPosition Start { get; } = log.DurableThrough;

    public Task<CallOutcome> AppendAsync(LogRecordHeader header, ReadOnlyMemory<byte> payload)
    {
        _header = header;
        _payload = payload;
        _appender = log.CreateAppender(this);
        Append();
        return _outcome.Task;
    }

    /// <summary>As <see cref="AppendAsync"/>, but a log that has no room just now is not waited for.</summary>
    public Task<CallOutcome> AppendNowAsync(LogRecordHeader header)
    {
        _isPatient = false;
        return AppendAsync(header, default);
    }

    // A busy log says when to try again.
    private void Append()
    {
        switch (_appender!.TryAppend(_header, _payload.Span, out _, mayUseReserve: _payload.IsEmpty))
        {
            case AppendResult.Appended:
                break;
            case AppendResult.Busy when _isPatient:
                break;
            case AppendResult.Busy:
                _outcome.TrySetResult(CallOutcome.Overloaded);
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
