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
        Tries = 0;
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

    /// <summary>The group that it is for, while a route looks for a leader.</summary>
    internal GroupId Group { get; private set; }

    /// <summary>How many of the nodes, in the route's order, were asked.</summary>
    internal int Tries { get; set; }

    /// <summary>The node, by the route's count, that was asked last.</summary>
    internal int AskedNode { get; set; }

    /// <summary><see cref="Fleet.GroupPlace.Changes"/> when the route began to ask.</summary>
    internal int ChangesSeen { get; private set; }

    /// <summary>Whether some node may have a member of the group: one said so, or could not be asked.</summary>
    internal bool MayBeFound { get; set; }

    /// <summary>When it began to wait for a leader; null when it never did.</summary>
    internal long? WaitsSince { get; set; }

    /// <summary>Whether only a leader is to answer, although an old state would do: whoever has one at hand reads what was just written.</summary>
    internal bool SeeksLeader { get; set; }

    /// <summary>Ends with the call. Once for each use of it, and taken before the call is given to a replica.</summary>
    internal ValueTask Ended => new(this, _completion.Version);

    /// <summary>Gives the call to a route, which ends it.</summary>
    internal void Take(ICallRoute route, GroupId group) => (_route, Group, WaitsSince) = (route, group, null);

    /// <summary>The route begins to ask for the leader.</summary>
    internal void Seek(int changesSeen) => (Tries, ChangesSeen, SeeksLeader, MayBeFound) = (0, changesSeen, MayBeStale, false);

    /// <summary>No leader was found: any replica may answer where an old state will do; false where it will not, or was tried.</summary>
    internal bool TrySeekAny()
    {
        if (!SeeksLeader)
            return false;
        (SeeksLeader, Tries) = (false, 0);
        return true;
    }

    /// <summary>Runs on a replica; whatever another one filled in is forgotten.</summary>
    internal void SubmitTo(Replica replica)
    {
        Rewind();
        _replica = replica;
        replica.Executor.Post(this);
    }

    /// <summary>It has an outcome, and its route may do something about it.</summary>
    internal void Complete(CallOutcome outcome)
    {
        if (_route is not { } route || !route.Takes(this, outcome))
            EndWith(outcome);
    }

    /// <summary>Its outcome stands.</summary>
    internal void EndWith(CallOutcome outcome)
    {
        Outcome = outcome;
        _completion.SetResult(true);
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
