using System.Buffers;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Executors;
using Ballast.Simulation.Time;
using Ballast.Transport.Messages;

namespace Ballast.Simulation.Clusters;

/// <summary>The network between machines, and between them and the clients: slow, lossy, double, out of order, and cut where it is told to.</summary>
/// <remarks>Messages of nodes may be lost and doubled at any time. Those of clients are on connections: lost only by a cut or with a process.</remarks>
internal sealed class ClusterNetwork(VirtualTime time, Weather weather, Chance chance, Tally tally)
{
    private const int ClientSide = -1;
    private readonly HashSet<(int From, int To)> _cuts = [];
    private readonly ByteBuffer _bytes = new();
    private readonly Dictionary<(NodeId, NodePort), Ear> _ears = [];

    /// <summary>After the faults the network is quick and loses nothing.</summary>
    public bool IsCalm { get; set; }

    public long SentCount { get; private set; }
    public int InFlight { get; private set; }

    private sealed record Ear(SimulatedProcess Process, Executor Executor, INodeReceiver Receiver);

    /// <summary>The network as one process sees it. What a dead one sends is sent by nobody.</summary>
    public INodeNetwork PortOf(SimulatedProcess process) => new Port(this, process);

    public void Cut(NodeId from, NodeId to) => _cuts.Add(((int)from.Value, (int)to.Value));

    public void Mend(NodeId from, NodeId to) => _cuts.Remove(((int)from.Value, (int)to.Value));

    public void CutClientsFrom(NodeId node)
    {
        _cuts.Add((ClientSide, (int)node.Value));
        _cuts.Add(((int)node.Value, ClientSide));
    }

    public void MendClients(NodeId node)
    {
        _cuts.Remove((ClientSide, (int)node.Value));
        _cuts.Remove(((int)node.Value, ClientSide));
    }

    public void MendAll() => _cuts.Clear();

    /// <summary>A client's request, or the answer to it.</summary>
    public void CarryForClient(NodeId node, bool toNode, Action deliver)
    {
        var (from, to) = toNode ? (ClientSide, (int)node.Value) : ((int)node.Value, ClientSide);
        if (!_cuts.Contains((from, to)))
            After(Delay(mayBeLate: false), () =>
            {
                if (!_cuts.Contains((from, to)))
                    deliver();
            });
    }

    private void Send(NodeMessage message)
    {
        SentCount++;
        var (from, to) = ((int)message.From.Value, (int)message.To.Value);
        if (_cuts.Contains((from, to)) || !IsCalm && Happens(weather.LossPerMille, "messages lost"))
            return;
        Carry(message);
        if (!IsCalm && Happens(weather.TwicePerMille, "messages doubled"))
            Carry(message);
    }

    // The receiver is whoever listens when the message arrives.
    private void Carry(NodeMessage sent)
    {
        InFlight++;
        var message = Copied(sent);
        After(Delay(mayBeLate: true), () =>
        {
            InFlight--;
            if (_ears.TryGetValue((message.To, message.Port), out var ear))
                ear.Executor.Post(() => ear.Receiver.Receive(message));
        });
    }

    // What arrives is made of the bytes of what was sent, as between processes: nothing is shared, and nothing is forgotten.
    private NodeMessage Copied(NodeMessage message)
    {
        _bytes.Clear();
        MessageCodec.Encode(message, _bytes);
        var copy = MessageCodec.Decode(new ReadOnlySequence<byte>(_bytes.WrittenMemory), message.From, message.To);
        Invariant.Holds(copy?.GetType() == message.GetType());
        return copy;
    }

    private TimeSpan Delay(bool mayBeLate)
    {
        if (IsCalm)
            return TimeSpan.FromMicroseconds(200);
        if (mayBeLate && Happens(weather.LatePerMille, "messages late"))
            return weather.LateMax * chance.NextDouble();
        return TimeSpan.FromMicroseconds(50) + weather.DelayMax * (chance.NextDouble() * chance.NextDouble());
    }

    private bool Happens(int perMille, string what)
    {
        if (perMille == 0 || chance.NextInt32(1000) >= perMille)
            return false;
        tally.Add(what);
        return true;
    }

    private void After(TimeSpan delay, Action act) => time.CreateTimer(static act => ((Action)act!)(), act, delay, Timeout.InfiniteTimeSpan);

    private sealed class Port(ClusterNetwork network, SimulatedProcess process) : INodeNetwork
    {
        public bool Send(NodeMessage message)
        {
            if (process.IsAlive)
                network.Send(message);
            return process.IsAlive;
        }

        // Here a node that stops may leave somebody without an answer.
        public Task HushAsync(NodeId node) => Task.CompletedTask;

        public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver)
        {
            Invariant.Holds(!network._ears.TryGetValue((node, port), out var before) || !before.Process.IsAlive);
            var ear = new Ear(process, process.CreateSerial("ear"), receiver);
            network._ears[(node, port)] = ear;
            return new Attachment(network, (node, port), ear);
        }
    }

    private sealed class Attachment(ClusterNetwork network, (NodeId Node, NodePort Port) place, Ear ear) : IDisposable
    {
        public void Dispose()
        {
            if (network._ears.GetValueOrDefault(place) == ear)
                network._ears.Remove(place);
        }
    }
}
