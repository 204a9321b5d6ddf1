using Ballast.Node.Calls;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>Decides which writes of a replica go on now and which wait for the disk, and keeps those that wait.</summary>
/// <remarks>On the replica's executor, but for <see cref="HasWaiting"/>. Writes go on in the order in which they came. See docs/design/node.md.</remarks>
internal sealed class BackPressure(ReplicaHost host, BTree tree, ProposalQueue pending, ReplicaCheckpoints checkpoints, Action<ItemWrite> goOn)
{
    private readonly WaitingWrites _waiting = new(host.Limits.WaitingWritesMax);
    private bool _logIsBusy;
    private bool _isClosed;
    private long? _waitedSince;

    /// <summary>Whether writes wait for the disk; anyone may ask.</summary>
    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>True while not even a durable record may be applied: the tree and the cache take one more of any size as long as this is false.</summary>
    public bool IsOutOfPages => tree.DirtyBytes >= host.Limits.DirtyBytesMax || host.IsCacheNearlyDirty;

    private bool MustWait => _logIsBusy || pending.Count >= host.Limits.ProposedWritesMax || pending.Bytes >= host.Limits.ProposedBytesMax
        || checkpoints.IsOutrun || IsOutOfPages;

    /// <summary>Lets a write that has just come go on, or puts it into the line.</summary>
    public void Enter(ItemWrite call)
    {
        if (_isClosed)
            call.Complete(CallOutcome.Unavailable);
        else if (HasWaiting || MustWait)
            Wait(call);
        else
            goOn(call);
    }

    /// <summary>The log's buffer or its next segment is not ready: the write is evaluated again when it is.</summary>
    public void WaitForLog(ItemWrite call)
    {
        _logIsBusy = true;
        Wait(call);
    }

    /// <summary>The log took or made durable what was in its way.</summary>
    public void LogMoved() => _logIsBusy = false;

    /// <summary>Lets writes that wait go on, as far as the disk has come.</summary>
    public void GoOn()
    {
        while (!MustWait && _waiting.TryTake(out var call, out var since))
        {
            _waitedSince = since;
            goOn(call);
            _waitedSince = null;
        }
        if (HasWaiting && checkpoints.LastFailedForSpace)
            Refuse(CallOutcome.StorageFull);
    }

    /// <summary>Refuses those that have waited for <see cref="NodeLimits.WaitMax"/>.</summary>
    public void RefuseLongest()
    {
        var since = host.NowMilliseconds - (long)host.Limits.WaitMax.TotalMilliseconds;
        while (_waiting.TryTakeSince(since, out var call))
            call.Complete(CallOutcome.Overloaded);
    }

    /// <summary>Refuses all writes from now on, and those that wait.</summary>
    public void Close()
    {
        _isClosed = true;
        Refuse(CallOutcome.Unavailable);
    }

    /// <summary>Refuses all that wait.</summary>
    public void Refuse(CallOutcome outcome)
    {
        while (_waiting.TryTake(out var call, out _))
            call.Complete(outcome);
    }

    private void Wait(ItemWrite call)
    {
        if (checkpoints.IsOutrun || IsOutOfPages)
            checkpoints.Hurry();
        if (checkpoints.LastFailedForSpace)
            call.Complete(CallOutcome.StorageFull);
        else if (_waitedSince is { } since)
            PutBack(call, since);
        else if (!_waiting.TryAdd(call, host.NowMilliseconds))
            call.Complete(CallOutcome.Overloaded);
        else
            checkpoints.ReportProgress();
    }

    private void PutBack(ItemWrite call, long since)
    {
        _waiting.PutBack(call, since);
        checkpoints.ReportProgress();
    }
}
