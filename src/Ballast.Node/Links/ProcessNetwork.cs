using System.Collections.Concurrent;

using Ballast.Foundation;
using Ballast.Foundation.Identity;

namespace Ballast.Node.Links;

/// <summary>The network inside one process: whoever sends a message delivers it. Thread-safe.</summary>
public sealed class ProcessNetwork : INodeNetwork
{
    private readonly ConcurrentDictionary<NodeId, INodeReceiver> _receivers = new();

    public void Send(NodeMessage message)
    {
        if (_receivers.TryGetValue(message.To, out var receiver))
            receiver.Receive(message);
    }

    public IDisposable Attach(NodeId node, INodeReceiver receiver)
    {
        Invariant.Holds(_receivers.TryAdd(node, receiver));
        return new Attachment(this, node);
    }

    private sealed class Attachment(ProcessNetwork network, NodeId node) : IDisposable
    {
        public void Dispose() => network._receivers.TryRemove(node, out _);
    }
}
