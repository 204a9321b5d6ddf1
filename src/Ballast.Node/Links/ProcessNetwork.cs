using System.Collections.Concurrent;

using Ballast.Foundation;
using Ballast.Foundation.Identity;

namespace Ballast.Node.Links;

/// <summary>The network inside one process: whoever sends a message delivers it. Thread-safe.</summary>
public sealed class ProcessNetwork : INodeNetwork
{
    private readonly ConcurrentDictionary<(NodeId, NodePort), INodeReceiver> _receivers = new();

    public bool Send(NodeMessage message)
    {
        if (!_receivers.TryGetValue((message.To, message.Port), out var receiver))
            return false;
        receiver.Receive(message);
        return true;
    }

    // Nothing is ever on its way.
    public Task HushAsync(NodeId node) => Task.CompletedTask;

    public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver)
    {
        Invariant.Holds(_receivers.TryAdd((node, port), receiver));
        return new Attachment(this, node, port);
    }

    private sealed class Attachment(ProcessNetwork network, NodeId node, NodePort port) : IDisposable
    {
        public void Dispose() => network._receivers.TryRemove((node, port), out _);
    }
}
