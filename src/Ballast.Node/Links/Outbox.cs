using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;

namespace Ballast.Node.Links;

/// <summary>What the replicas of one executor have to say in one turn: one message for each peer.</summary>
/// <remarks>Owned by its executor. The turn ends when the work that waits there now is done.</remarks>
internal sealed class Outbox(NodeId self, INodeNetwork network, Executor executor) : IWorkItem
{
    private readonly List<GroupMessage> _messages = [];

    public void Add(GroupMessage message)
    {
        _messages.Add(message);
        if (_messages.Count == 1)
            executor.Post(this);
    }

    void IWorkItem.Run()
    {
        // A message may be delivered, and answered, before the call returns.
        GroupMessage[] turn = [.. _messages];
        _messages.Clear();
        var first = turn[0].To;
        if (Array.TrueForAll(turn, message => message.To == first))
            network.Send(new GroupMessages(self, first, turn));
        else
            foreach (var peer in turn.GroupBy(static message => message.To))
                network.Send(new GroupMessages(self, peer.Key, [.. peer]));
    }
}
