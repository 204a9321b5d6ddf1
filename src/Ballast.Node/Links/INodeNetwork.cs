using Ballast.Foundation.Identity;

namespace Ballast.Node.Links;

/// <summary>The seam of the network between nodes: messages may be lost, doubled, late and out of order.</summary>
public interface INodeNetwork
{
    /// <summary>Takes a message, and keeps nothing of it that its sender may change afterwards. It never waits.</summary>
    /// <returns>False when the message surely never arrives; true says nothing.</returns>
    bool Send(NodeMessage message);

    /// <summary>Asks everyone to say nothing more to <paramref name="node"/>, and ends when what was said has arrived, or after a while.</summary>
    Task HushAsync(NodeId node);

    /// <summary>Gives messages to a port of <paramref name="node"/> to its receiver, until the result is disposed.</summary>
    IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver);
}

/// <summary>A node's ear. Called from anywhere; it never waits.</summary>
public interface INodeReceiver
{
    void Receive(NodeMessage message);

    /// <summary>Whatever was on its way between here and <paramref name="peer"/>, in either direction, may never arrive.</summary>
    void Lost(NodeId peer);
}
