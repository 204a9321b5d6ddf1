using System.Buffers;

using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Simulation.Executors;
using Ballast.Transport.Messages;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The network between simulated nodes: everything takes some time; it loses what it is told to lose, and remembers what it is told to remember.</summary>
/// <remarks>What arrives is another message than what was sent, made of its bytes, as between processes.</remarks>
internal sealed class SimulatedNetwork(SimulatedExecutors executors, TimeSpan delay) : INodeNetwork
{
    private readonly ProcessNetwork _network = new();
    private readonly ByteBuffer _bytes = new();

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
        return Carry(message);
    }

    /// <summary>Sends a message that was kept, whatever is lost now.</summary>
    public bool Carry(NodeMessage message)
    {
        var copy = Copied(message);
        if (delay == TimeSpan.Zero)
            return _network.Send(copy);
        executors.Time.CreateTimer(_ => _network.Send(copy), null, delay, Timeout.InfiniteTimeSpan);
        return true;
    }

    public Task HushAsync(NodeId node) => Task.CompletedTask;

    public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver) => _network.Attach(node, port, receiver);

    private NodeMessage Copied(NodeMessage message)
    {
        _bytes.Clear();
        MessageCodec.Encode(message, _bytes);
        var copy = MessageCodec.Decode(new ReadOnlySequence<byte>(_bytes.WrittenMemory), message.From, message.To);
        Assert.Equal(message.GetType(), copy?.GetType());
        return copy!;
    }
}
