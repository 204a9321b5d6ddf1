using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Simulation.Executors;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The network between simulated nodes: everything takes some time; it loses what it is told to lose, and remembers what it is told to remember.</summary>
internal sealed class SimulatedNetwork(SimulatedExecutors executors, TimeSpan delay) : INodeNetwork
{
    private readonly ProcessNetwork _network = new();

    /// <summary>Messages so far that carry what groups say.</summary>
    public long GroupMessages { get; private set; }

    public Predicate<NodeMessage> Loses { get; set; } = static _ => false;

    public Predicate<NodeMessage> Keeps { get; set; } = static _ => false;

    public List<NodeMessage> Kept { get; } = [];

    public bool Send(NodeMessage message)
    {
        if (message is GroupMessages groups)
            GroupMessages += groups.Messages.Count;
        if (Keeps(message))
            Kept.Add(message);
        if (Loses(message))
            return true;
        if (delay == TimeSpan.Zero)
            return _network.Send(message);
        executors.Time.CreateTimer(_ => _network.Send(message), null, delay, Timeout.InfiniteTimeSpan);
        return true;
    }

    public Task HushAsync(NodeId node) => Task.CompletedTask;

    public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver) => _network.Attach(node, port, receiver);
}
