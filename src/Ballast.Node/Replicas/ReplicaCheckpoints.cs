using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Node.Checkpoints;
using Ballast.Replication.Members;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>When a replica's tree is checkpointed, and from where on the replica needs the log.</summary>
/// <remarks>
/// Runs on the replica's executor, but for <see cref="NeedsLogFrom"/>, which any thread may read. At most one checkpoint of a
/// replica is under way. Invariant: every record behind the last durable checkpoint lies at or behind <see cref="NeedsLogFrom"/>.
/// </remarks>
internal sealed class ReplicaCheckpoints : ICheckpointSteps
{
    private const long Nothing = -1;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private readonly ReplicaHost _host;
    private readonly Replica _replica;
    private readonly BTree _tree;
    private readonly IWorkItem _completion;
    private readonly IWorkItem _progress;
    private volatile bool _isUrgent;
    private volatile bool _reportsProgress;
    private CheckpointJob? _job;
    private LogPosition _jobLogStart;
    private bool _notedSinceJob;
    private TimeSpan? _failedAt;
    private long _needsLogFrom = Nothing;
    private readonly List<TaskCompletionSource> _waiting = [];

    public ReplicaCheckpoints(ReplicaHost host, Replica replica, BTree tree, LogPosition? needsLogFrom)
    {
        _needsLogFrom = needsLogFrom?.Value ?? Nothing;
        _host = host;
        _replica = replica;
        _tree = tree;
        _completion = new DelegateWork(Complete);
        _progress = new DelegateWork(ReportProgressToReplica);
    }

    /// <summary>Whether the last attempt ended because the disk was full.</summary>
    public bool LastFailedForSpace { get; set; }

    /// <summary>The oldest place in the log from which the replica would have to recover; null when its checkpoint has it all.</summary>
    public LogPosition? NeedsLogFrom => Volatile.Read(ref _needsLogFrom) is var from and not Nothing ? new LogPosition(from) : null;

    /// <summary>Whether the replica holds more of the log back than it may, if all that it has is applied. Any thread may ask.</summary>
    public bool MayHoldTooMuchLog => NeedsLogFrom is { } from && _host.Log.DurableThrough.Value - from.Value > _host.Limits.LogHeldBytesMax;

    /// <summary>Notes that a record is about to be appended, or was found, behind <paramref name="start"/>.</summary>
    public void Noted(LogPosition start)
    {
        _notedSinceJob = true;
        if (_needsLogFrom == Nothing || _host.Planted == PlantedBug.TrimBeforeCheckpoint)
            Volatile.Write(ref _needsLogFrom, start.Value);
    }

    /// <summary>
    /// True while new pages gather faster than the checkpoint writes old ones. For every two pages that it writes, one may come, beyond a
    /// first <see cref="NodeLimits.CheckpointBytes"/>: so in the long run as much comes as goes, without a stop.
    /// </summary>
    public bool IsOutrun => _job is { } job && _tree.DirtyBytes - job.BytesTotal >= _host.Limits.CheckpointBytes + job.BytesWritten / 2;

    /// <summary>Asks for <see cref="Replica.RunWaiting"/> after the next step of the checkpoint under way.</summary>
    public void ReportProgress() => _reportsProgress = true;

    /// <summary>Begins a checkpoint when enough has gathered, and drops the pauses of one that would otherwise end too late.</summary>
    public void Consider()
    {
        if (_job is { } job && !_isUrgent)
            _isUrgent = _tree.DirtyBytes - job.BytesTotal >= (_host.Limits.CheckpointBytes + job.BytesWritten / 2) / 2
                || _host.Log.DurableThrough.Value - _jobLogStart.Value > _host.Limits.LogHeldBytesMax / 2;
        if (_job is null && _replica.OutOfService is null && !LastFailedForSpace && (_tree.NeedsCheckpoint || HoldsTooMuchLog))
            Begin();
    }

    /// <summary>Gives a checkpoint its rests back when nobody waits for it any more; writes that go on take them again.</summary>
    public void Relax() => _isUrgent = _waiting.Count > 0 || _replica.HasWaiting;

    /// <summary>As <see cref="Consider"/>, after the disk was full: there may be room again. Not at once, for each try costs what it has written.</summary>
    public void Retry()
    {
        if (LastFailedForSpace && _host.Now - _failedAt < RetryPause)
            return;
        LastFailedForSpace = false;
        Consider();
    }

    /// <summary>Writers are being refused: the checkpoint under way, or a new one, runs without pauses.</summary>
    public void Hurry()
    {
        _isUrgent = true;
        if (_job is null && !LastFailedForSpace && _tree.DirtyBytes > 0)
            Begin();
        _host.RelieveCache();
    }

    /// <summary>Begins a checkpoint if there is anything to write: some other tree's writers wait for room in the cache.</summary>
    public void Relieve()
    {
        if (_job is null && _replica.OutOfService is null && !LastFailedForSpace && _tree.DirtyBytes > 0)
            Begin();
    }

    /// <summary>A task that ends when a checkpoint of everything that is applied now has ended, well or not.</summary>
    public Task CheckpointAll()
    {
        if (_replica.OutOfService is not null)
            return Ended();
        if (_job is null && NeedsLogFrom is null)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(done);
        _isUrgent = true;
        if (_job is null)
            Begin();
        return done.Task;
    }

    /// <summary>A task that ends when no checkpoint is under way; the caller sees to it that none begins.</summary>
    public Task Ended()
    {
        if (_job is null)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(done);
        _isUrgent = true;
        return done.Task;
    }

    /// <summary>How much log is held by accepted entries on which nobody has decided, so that no checkpoint helps; null where there are none.</summary>
    public long? HeldByPending => _job is null && _replica.OldestPendingStart is { } pending ? _host.Log.DurableThrough.Value - pending.Value : null;

    // What is not applied yet holds the log, whatever is checkpointed.
    private bool HoldsTooMuchLog =>
        _needsLogFrom != Nothing && _host.Log.DurableThrough.Value - _needsLogFrom > _host.Limits.LogHeldBytesMax
        && (_replica.OldestPendingStart is not { } pending || pending.Value > _needsLogFrom);

    private void Begin()
    {
        Span<byte> meta = stackalloc byte[CheckpointMeta.BytesMax];
        meta = meta[..CheckpointMeta.Write(meta, _replica.Statistics, _host.LogReach, _replica.Memory)];
        _notedSinceJob = false;
        _jobLogStart = _replica.OldestPendingStart ?? _host.Log.DurableThrough;
        _job = _tree.BeginCheckpoint(meta, _replica.Applied);
        _host.RunCheckpoint(this);
    }

    private void Complete()
    {
        Invariant.Holds(_job is not null);
        var outcome = _tree.CompleteCheckpoint(_job);
        if (outcome == CheckpointOutcome.More)
        {
            _replica.Executor.Post(_completion);
            return;
        }
        var failure = _job.Failure;
        _job = null;
        _isUrgent = false;
        if (outcome == CheckpointOutcome.Durable)
            Advance();
        else
            Failed(failure);
        EndWaiting();
        _replica.ApplyChosen();
    }

    // Records that were appended since the job began lie behind its start.
    private void Advance()
    {
        LastFailedForSpace = false;
        _failedAt = null;
        var coversAll = !_notedSinceJob && _replica.OldestPendingStart is null && _replica.Applied == _tree.CheckpointSlot;
        Volatile.Write(ref _needsLogFrom, coversAll ? Nothing : _jobLogStart.Value);
        _host.LogFloorMoved();
    }

    // A full disk may have room again; anything else means that the disk can no longer be trusted.
    private void Failed(Exception? failure)
    {
        LastFailedForSpace = failure is DiskFullException;
        if (LastFailedForSpace)
        {
            // Said once, until there was room.
            if (_failedAt is null)
                _host.DiskIsFull(_replica.Group);
            _failedAt = _host.Now;
            return;
        }
        var why = failure ?? new IOException("A checkpoint failed without a reason.");
        _replica.AbandonPending(why);
        _host.Fail(why);
    }

    private void ReportProgressToReplica()
    {
        _replica.RunWaiting();
        if (_replica.HasWaiting)
            _reportsProgress = true;
    }

    private void EndWaiting()
    {
        foreach (var waiting in _waiting)
            waiting.SetResult();
        _waiting.Clear();
    }

    bool ICheckpointSteps.IsUrgent => _isUrgent;

    bool ICheckpointSteps.Step()
    {
        var goesOn = _job!.Step();
        if (!_reportsProgress)
            return goesOn;
        _reportsProgress = false;
        _replica.Executor.Post(_progress);
        return goesOn;
    }

    void ICheckpointSteps.Finished() => _replica.Executor.Post(_completion);
}
