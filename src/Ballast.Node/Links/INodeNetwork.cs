using Ballast.Foundation.Identity;

namespace Ballast.Node.Links;

/// <summary>The seam of the network between storage nodes: messages may be lost, doubled, late and out of order.</summary>
public interface INodeNetwork
{
    /// <summary>Takes a message. It never waits, and says nothing of whether the message arrives.</summary>
    void Send(NodeMessage message);

    /// <summary>Gives messages to <paramref name="node"/> to its receiver, until the result is disposed.</summary>
    IDisposable Attach(NodeId node, INodeReceiver receiver);
}

/// <summary>A node's ear. Called from anywhere; it never waits.</summary>
public interface INodeReceiver
{
    void Receive(NodeMessage message);
}
