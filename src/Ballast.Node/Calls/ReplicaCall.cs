using System.Threading.Tasks.Sources;

using Ballast.Foundation;
using Ballast.Foundation.Executors;
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

    /// <summary>How it ended. Meaningful after completion.</summary>
    public CallOutcome Outcome { get; internal set; }

    /// <summary>Prepares the call for another use.</summary>
    public virtual void Begin()
    {
        _completion.Reset();
        _replica = null;
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

    internal void Complete(CallOutcome outcome)
    {
        Outcome = outcome;
        _completion.SetResult(true);
    }

    /// <summary>Answers a call that no replica here can take.</summary>
    internal ValueTask Refuse(CallOutcome outcome)
    {
        Complete(outcome);
        return new ValueTask(this, _completion.Version);
    }

    private protected abstract void RunOn(Replica replica);
}
