using Ballast.Foundation.Identity;
using Ballast.Node.Links;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Keeps what a node has heard. Thread-safe.</summary>
internal sealed class Ear : INodeReceiver
{
    private readonly Lock _lock = new();
    private readonly List<NodeMessage> _heard = [];
    private readonly List<NodeId> _lost = [];

    /// <summary>What a message meets before it is kept.</summary>
    public Action<NodeMessage> Meets { get; set; } = static _ => { };

    public void Receive(NodeMessage message)
    {
        Meets(message);
        lock (_lock)
            _heard.Add(message);
    }

    public void Lost(NodeId peer)
    {
        lock (_lock)
            _lost.Add(peer);
    }

    public List<T> Heard<T>()
        where T : NodeMessage
    {
        lock (_lock)
            return [.. _heard.OfType<T>()];
    }

    public int LostCount(uint peer)
    {
        lock (_lock)
            return _lost.Count(lost => lost.Value == peer);
    }
}
