using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Replication.Groups;

namespace Ballast.Node.Fleet;

/// <summary>A storage node of another process: calls and tasks go to it as messages, each with an id by which its answer is known.</summary>
/// <remarks>
/// What is lost with its connection is known to be lost: a read is asked again elsewhere, and a write is <see cref="CallOutcome.Unknown"/>, never repeated.
/// </remarks>
/// <param name="place">Which node.</param>
/// <param name="self">Whose router asks.</param>
/// <param name="network">Carries the messages.</param>
/// <param name="ids">Gives ids that were never used.</param>
/// <param name="time">For what takes too long.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RemoteNode(NodePlace place, NodeId self, INodeNetwork network, CallIds ids, TimeProvider time, FleetLimits limits) : FleetNode(place)
{
    private readonly ConcurrentDictionary<ulong, CallInFlight> _calls = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<GroupTaskAnswer?>> _tasks = new();
    private int _callCount;

    public override Taking Take(ReplicaCall call)
    {
        if (Interlocked.Increment(ref _callCount) > limits.CallsOfNodeMax)
        {
            Interlocked.Decrement(ref _callCount);
            call.EndWith(CallOutcome.Overloaded);
            return Taking.Taken;
        }
        var id = ids.Next();
        var flight = new CallInFlight(call, time.GetTimestamp());
        _calls[id] = flight;
        var isSent = network.Send(new CallMessage(self, Node, id, call.Group, call));
        if (!isSent)
        {
            TryEnd(id, out _);
            return Taking.Passed;
        }
        if (!flight.TrySetSent() && TryEnd(id, out _))
            EndLost(call);
        return Taking.Taken;
    }

    public void Receive(CallAnswerMessage answer)
    {
        if (!TryEnd(answer.Id, out var flight))
            return;
        if (flight.Call.GetType() != answer.Answered.GetType())
        {
            EndLost(flight.Call);
            return;
        }
        flight.Call.CopyAnswerFrom(answer.Answered);
        flight.Call.Complete(answer.Answered.Outcome);
    }

    public void Receive(GroupTaskAnswer answer)
    {
        if (_tasks.TryRemove(answer.Id, out var task))
            task.TrySetResult(answer);
    }

    public void TellTablesChanged() => network.Send(new TablesChangedMessage(self, Node));

    /// <summary>Nothing that was asked before will be answered.</summary>
    public void Lose() => LoseSince(long.MaxValue);

    /// <summary>Gives up what takes longer than anything does.</summary>
    public void LoseLongest() => LoseSince(time.GetTimestamp() - (long)(limits.CallMax.TotalSeconds * time.TimestampFrequency));

    public override async Task<GroupSight?> LookAsync(GroupId group) =>
        await AskAsync(id => new LookAtGroup(self, Node, id, group), limits.LookMax) is GroupLook look
            ? new GroupSight(look.Incarnation, look.HasHistory, look.Config, look.IsUntouched)
            : null;

    // Where no answer comes the group may have been made.
    public override async Task<CallOutcome> MakeAsync(GroupId group, PartitionSchema schema, GroupConfig config) =>
        await AskAsync(id => new MakeGroup(self, Node, id, group, schema, config), limits.CallMax) is GroupTaskDone done ? done.Outcome : CallOutcome.Unknown;

    public override async Task<CallOutcome?> DropAsync(GroupId group) =>
        await AskAsync(id => new DropGroup(self, Node, id, group), limits.CallMax) is GroupTaskDone done ? done.Outcome : null;

    public override async Task<PartitionFigures?> CountAsync(GroupId group) =>
        await AskAsync(id => new CountGroup(self, Node, id, group), limits.LookMax) is GroupCounts counts ? counts.Figures : null;

    public override async Task<ReplicaChecksum?> ChecksumAsync(GroupId group) =>
        await AskAsync(id => new ChecksumGroup(self, Node, id, group), limits.ChecksumMax) is GroupChecksum checksum ? checksum.Replica : null;

    private async Task<GroupTaskAnswer?> AskAsync(Func<ulong, GroupTask> ask, TimeSpan patience)
    {
        var id = ids.Next();
        var answer = new TaskCompletionSource<GroupTaskAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks[id] = answer;
        if (!network.Send(ask(id)))
        {
            _tasks.TryRemove(id, out _);
            return null;
        }
        using var limit = time.CreateTimer(_ => Lose(id), null, patience, Timeout.InfiniteTimeSpan);
        return await answer.Task;
    }

    private void Lose(ulong id)
    {
        if (_tasks.TryRemove(id, out var task))
            task.TrySetResult(null);
    }

    private void LoseSince(long since)
    {
        foreach (var (id, flight) in _calls)
            if (flight.Since <= since && flight.TryLose() && TryEnd(id, out _))
                EndLost(flight.Call);
        if (since == long.MaxValue)
            foreach (var (id, _) in _tasks)
                Lose(id);
    }

    // Whoever gets true ends the call, and nobody else does.
    private bool TryEnd(ulong id, [NotNullWhen(true)] out CallInFlight? flight)
    {
        if (!_calls.TryRemove(id, out flight))
            return false;
        Interlocked.Decrement(ref _callCount);
        return true;
    }

    private static void EndLost(ReplicaCall call) => call.Complete(call is ItemWrite ? CallOutcome.Unknown : CallOutcome.NotLeader);

    /// <summary>A call that is asked. While it is being sent its buffers are in use: one that is lost then is ended by who sends it.</summary>
    private sealed class CallInFlight(ReplicaCall call, long since)
    {
        private const int Sending = 0, Sent = 1, Lost = 2;
        private int _state;

        public ReplicaCall Call => call;

        public long Since => since;

        public bool TrySetSent() => Interlocked.CompareExchange(ref _state, Sent, Sending) == Sending;

        // Connections may be lost again and again while a call is being sent: it is its sender's all the same.
        public bool TryLose() => Interlocked.CompareExchange(ref _state, Lost, Sending) == Sent;
    }
}
