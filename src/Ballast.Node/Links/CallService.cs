using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Groups;

namespace Ballast.Node.Links;

/// <summary>Runs the calls of other nodes' routers on the replicas here.</summary>
internal sealed class CallService(NodeHost host, ReplicaTable replicas, INodeNetwork network)
{
    // Senders bound what they ask; this is for all of them together.
    private const int CallsMax = 65536;
    private int _running;
    private volatile bool _isClosed;

    /// <summary>Refuses from here on: nothing is done that a stop could cut short.</summary>
    public void Close() => _isClosed = true;

    public void Receive(CallMessage message)
    {
        var reply = new Reply(this, message.From, message.Id);
        message.Asked.Take(reply, message.Group);
        if (Interlocked.Increment(ref _running) > CallsMax)
            message.Asked.Complete(CallOutcome.Overloaded);
        else if (_isClosed)
            message.Asked.Complete(CallOutcome.NotLeader);
        else if (replicas.TryGet(message.Group, out var replica))
            message.Asked.SubmitTo(replica);
        else
            message.Asked.Complete(replicas.TryGetMember(message.Group, out _) || replicas.IsDamaged(message.Group, out _) ? CallOutcome.NotLeader : CallOutcome.Unavailable);
    }

    private void Answer(NodeId router, ulong id, ReplicaCall call) => network.Send(new CallAnswerMessage(host.Node, router, id, call));

    /// <summary>Where the answer of one call goes.</summary>
    private sealed class Reply(CallService service, NodeId router, ulong id) : ICallRoute
    {
        public bool Takes(ReplicaCall call, CallOutcome outcome)
        {
            Interlocked.Decrement(ref service._running);
            call.Outcome = outcome;
            service.Answer(router, id, call);
            return true;
        }
    }
}
