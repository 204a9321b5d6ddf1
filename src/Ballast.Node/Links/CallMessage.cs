using Ballast.Foundation.Identity;
using Ballast.Node.Calls;

namespace Ballast.Node.Links;

/// <summary>A router asks a node's replica of a group. The node answers once, or never.</summary>
/// <param name="Id">Names the call among those of the sender; no id is used twice, by any start of a process.</param>
/// <param name="Asked">What is asked. A network that does not deliver at once copies it before it returns.</param>
public sealed record CallMessage(NodeId From, NodeId To, ulong Id, GroupId Group, ReplicaCall Asked) : NodeMessage(From, To);

/// <summary>What became of a call.</summary>
/// <param name="Answered">Its answers; what was asked is not in it.</param>
public sealed record CallAnswerMessage(NodeId From, NodeId To, ulong Id, ReplicaCall Answered) : NodeMessage(From, To)
{
    /// <inheritdoc/>
    public override NodePort Port => NodePort.Router;
}

/// <summary>The sender's replica of a group has begun to serve. It may be lost; then the router finds out by asking.</summary>
public sealed record ServesMessage(NodeId From, NodeId To, GroupId Group) : NodeMessage(From, To)
{
    /// <inheritdoc/>
    public override NodePort Port => NodePort.Router;
}

/// <summary>The sender has changed the system table. It may be lost; then the receiver finds out by looking.</summary>
public sealed record TablesChangedMessage(NodeId From, NodeId To) : NodeMessage(From, To)
{
    /// <inheritdoc/>
    public override NodePort Port => NodePort.Router;
}
