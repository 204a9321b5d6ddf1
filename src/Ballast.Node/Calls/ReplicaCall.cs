using System.Threading.Tasks.Sources;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

/// <summary>A request to one replica, with its buffers, that runs on the replica's executor and completes once.</summary>
/// <remarks>
/// Reused by its owner: <see cref="Begin"/>, fill in, submit, await, read the answer. Between submission and completion
/// only the replica touches it. Continuations never run on the replica's executor.
/// </remarks>
public abstract class ReplicaCall : IWorkItem, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private Replica? _replica;
    private ICallRoute? _route;

    /// <summary>How it ended. Meaningful after completion.</summary>
    public CallOutcome Outcome { get; internal set; }

    /// <summary>In: whether a state from some time ago will do, so that any replica may answer.</summary>
    public bool MayBeStale { get; set; }

    /// <summary>Prepares the call for another use.</summary>
    public virtual void Begin()
    {
        _completion.Reset();
        _replica = null;
        _route = null;
        MayBeStale = SeeksLeader = false;
        Outcome = CallOutcome.Done;
    }

    void IWorkItem.Run()
    {
        Invariant.Holds(_replica is not null);
        RunOn(_replica);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _completion.GetResult(token);

    internal ValueTask SubmitTo(Replica replica)
    {
        _replica = replica;
        var task = new ValueTask(this, _completion.Version);
        replica.Executor.Post(this);
        return task;
    }

    /// <summary>The group that it is for, while a route looks for a leader.</summary>
    internal GroupId Group { get; private set; }

    /// <summary>Which of the nodes, in the route's order, was asked last.</summary>
    internal int Tries { get; set; }

    /// <summary><see cref="Fleet.GroupPlace.Changes"/> when the route began to ask.</summary>
    internal int ChangesSeen { get; private set; }

    /// <summary>A route begins to ask for the leader.</summary>
    internal void Seek(GroupId group, int changesSeen) => (Group, Tries, ChangesSeen, SeeksLeader) = (group, 0, changesSeen, MayBeStale);

    /// <summary>Whether only a leader is to answer, although an old state would do: whoever has one at hand reads what was just written.</summary>
    internal bool SeeksLeader { get; set; }

    /// <summary>No leader was found: any replica may answer where an old state will do; false where it will not, or was tried.</summary>
    internal bool TrySeekAny()
    {
        if (!SeeksLeader)
            return false;
        (SeeksLeader, Tries) = (false, -1);
        return true;
    }

    /// <summary>Submits it, but a replica that does not lead gives the call back to its route.</summary>
    internal ValueTask SubmitTo(Replica replica, ICallRoute route)
    {
        _route = route;
        return SubmitTo(replica);
    }

    /// <summary>The same call again, on another replica: whatever the last one filled in is forgotten.</summary>
    internal void SubmitAgain(Replica replica)
    {
        Rewind();
        _replica = replica;
        replica.Executor.Post(this);
    }

    internal void Complete(CallOutcome outcome)
    {
        if (outcome == CallOutcome.NotLeader && _route is { } route)
        {
            route.NotLeader(this);
            return;
        }
        Outcome = outcome;
        _completion.SetResult(true);
    }

    /// <summary>Answers a call that no replica here can take.</summary>
    internal ValueTask Refuse(CallOutcome outcome)
    {
        _route = null;
        Complete(outcome);
        return new ValueTask(this, _completion.Version);
    }

    /// <summary>Takes over how another call of the same kind ended, and all of its answers; nothing of what was asked.</summary>
    internal virtual void CopyAnswerFrom(ReplicaCall other)
    {
        Invariant.Holds(other.GetType() == GetType());
        Outcome = other.Outcome;
    }

    private protected static void Copy(ByteBuffer source, ByteBuffer target)
    {
        target.Clear();
        target.Write(source.Written);
    }

    private protected abstract void RunOn(Replica replica);

    private protected abstract void Rewind();
}
