using Ballast.Foundation.Identity;
using Ballast.Node.Links;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>A network inside the process that loses what it is told to lose, and remembers what it is told to remember.</summary>
internal sealed class FaultyNetwork : INodeNetwork
{
    private readonly ProcessNetwork _network = new();

    public Func<NodeMessage, bool> Loses { get; set; } = static _ => false;

    public Func<NodeMessage, bool> Keeps { get; set; } = static _ => false;

    public List<NodeMessage> Kept { get; } = [];

    public void Send(NodeMessage message)
    {
        if (Keeps(message))
            Kept.Add(message);
        if (!Loses(message))
            _network.Send(message);
    }

    public IDisposable Attach(NodeId node, INodeReceiver receiver) => _network.Attach(node, receiver);
}
