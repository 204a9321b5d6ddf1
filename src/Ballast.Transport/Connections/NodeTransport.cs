using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Security.Authentication;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Replication.Messages;
using Ballast.Transport.Messages;

using Microsoft.Extensions.Logging;

namespace Ballast.Transport.Connections;

/// <summary>The network between nodes of different processes: connections that this node makes carry what it says, and those that come what it hears.</summary>
/// <remarks>
/// Thread-safe. A message is encoded before <see cref="Send"/> returns, and waits in a queue of bounded bytes while its lane is busy. Where there is no
/// connection, or no room, it is lost at once, and its sender is told so.
/// </remarks>
public sealed class NodeTransport : INodeNetwork, IAsyncDisposable
{
    private const int BuffersKeptMax = 16;

    // More or less what a message takes beside its entries, and an entry beside its payload.
    private const int SmallMessageBytes = 64;
    private readonly TransportOptions _options;
    private readonly Greeting _greeting;
    private readonly Dialer _dialer;
    private readonly CancellationTokenSource _stop = new();
    private readonly FrozenDictionary<NodeId, PeerLane[]> _lanes;
    private readonly ConcurrentDictionary<NodePort, INodeReceiver> _receivers = new();
    private readonly ConcurrentBag<ByteBuffer> _buffers = [];
    private readonly ConcurrentDictionary<NodeId, int> _answering = new();
    private readonly List<Task> _running = [];
    private readonly TimeProvider _time;
    private NodeListener? _listener;

    private NodeTransport(TransportOptions options, TimeProvider time, Chance chance, ILogger log)
    {
        (_options, _time) = (options, time);
        _greeting = new Greeting(options, chance.NextUInt64());
        _dialer = new Dialer(options, _greeting, time);
        _lanes = options.Peers.ToFrozenDictionary(
            static peer => peer.Place.Node,
            peer => Lanes.All.Select(lane => new PeerLane(peer, lane, options, _dialer, time, Lose, log)).ToArray());
    }

    /// <summary>Listens, and answers whoever asks who this node is. Nothing is carried before <see cref="Begin"/>.</summary>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<NodeTransport> ListenAsync(TransportOptions options, TimeProvider time, Chance chance, ILogger log)
    {
        var transport = new NodeTransport(options, time, chance, log);
        try
        {
            transport._listener = await NodeListener.StartAsync(options, transport._greeting, transport.Hear, transport.Change, time, log, transport._stop.Token);
            return transport;
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => _listener!.Endpoint;

    /// <summary>The node has a cluster: connections that carry messages are made and accepted from here on.</summary>
    public void Begin(Guid cluster, ulong incarnation)
    {
        _greeting.Member = new Greeting.Membership(cluster, incarnation);
        foreach (var (_, lanes) in _lanes)
            foreach (var lane in lanes)
                _running.Add(lane.RunAsync(_stop.Token));
    }

    /// <summary>Whether a peer can be reached now.</summary>
    public bool IsConnected(NodeId peer) => _lanes.TryGetValue(peer, out var lanes) && Array.TrueForAll(lanes, static lane => lane.IsOpen);

    /// <summary>Asks a peer who it is; no hello when it does not answer, or not as a peer should, and why where that is known.</summary>
    internal async Task<(Hello? Hello, string? Trouble)> AskAsync(PeerAddress peer)
    {
        try
        {
            var (wire, hello, objection) = await _dialer.DialAsync(peer, Lane.Introduction, _stop.Token);
            await wire.DisposeAsync();
            return (objection is null ? hello : null, objection);
        }
        catch (Exception e) when (Conversation.IsEnd(e))
        {
            return (null, e is AuthenticationException ? e.Message : null);
        }
    }

    /// <inheritdoc/>
    public bool Send(NodeMessage message)
    {
        if (message.To == _options.Self.Node)
            return DeliverHere(message);
        if (!_lanes.TryGetValue(message.To, out var lanes))
            return false;
        if (message is CallMessage or GroupTask && !Answers(message.To))
            return false;
        var lane = lanes[(int)Lanes.Of(message) - 1];
        var frame = _buffers.TryTake(out var kept) ? kept : new ByteBuffer(4096);
        var isTaken = message is GroupMessages groups ? TrySend(groups, lane, frame) : TrySend(message, lane, frame);
        frame.Clear();
        if (_buffers.Count < BuffersKeptMax)
            _buffers.Add(frame);
        else
            frame.Dispose();
        return isTaken;
    }

    /// <inheritdoc/>
    public Task HushAsync(NodeId node) => _listener!.HushAsync(_options.Limits.FinishMax);

    /// <inheritdoc/>
    public IDisposable Attach(NodeId node, NodePort port, INodeReceiver receiver)
    {
        Invariant.Holds(node == _options.Self.Node && _receivers.TryAdd(port, receiver));
        return new Attachment(this, port);
    }

    /// <summary>Says what waits to be said, within a bound, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, lanes) in _lanes)
            foreach (var lane in lanes)
                lane.Finish();
        await Task.WhenAny(Task.WhenAll(_running), Task.Delay(_options.Limits.FinishMax, _time));
        await _stop.CancelAsync();
        if (_listener is not null)
            await _listener.DisposeAsync();
        await Task.WhenAll(_running);
        _dialer.Dispose();
        _stop.Dispose();
    }

    // What many groups say in one turn may be more than memory has room for. It goes out in frames of a bounded size; each is lost, or is not, by itself.
    private static bool TrySend(GroupMessages turn, PeerLane lane, ByteBuffer frame)
    {
        var isTaken = false;
        for (var (first, end) = (0, 0); first < turn.Messages.Count; first = end)
        {
            for (long bytes = 0; end < turn.Messages.Count && (end == first || bytes + PayloadOf(turn.Messages[end]) <= Frame.MessageBytesAimed); end++)
                bytes += PayloadOf(turn.Messages[end]);
            isTaken |= TrySend((NodeMessage)(end - first == turn.Messages.Count ? turn : turn with { Messages = [.. turn.Messages.Skip(first).Take(end - first)] }), lane, frame);
        }
        return isTaken;
    }

    private static long PayloadOf(GroupMessage message)
    {
        var entries = message switch
        {
            Append append => append.Entries,
            Promise promise => promise.Accepted,
            _ => [],
        };
        long bytes = SmallMessageBytes;
        for (var i = 0; i < entries.Count; i++)
            bytes += SmallMessageBytes + entries[i].Payload.Length;
        return bytes;
    }

    private static bool TrySend(NodeMessage message, PeerLane lane, ByteBuffer frame)
    {
        frame.Clear();
        frame.GetSpan(Frame.HeaderBytes);
        frame.Advance(Frame.HeaderBytes);
        MessageCodec.Encode(message, frame);
        var length = frame.Count - Frame.HeaderBytes;
        Invariant.Holds(length is > 0 and <= Frame.MessageBytesMax);
        Frame.WriteHeader(frame.WrittenSpan, frame.Written[Frame.HeaderBytes..]);
        return lane.TrySend(frame.Written);
    }

    // False when the bytes are none that a node of this format sends.
    private bool Hear(NodeId from, ReadOnlySequence<byte> bytes) => MessageCodec.Decode(bytes, from, _options.Self.Node) is { } message && (DeliverHere(message) || true);

    private bool DeliverHere(NodeMessage message)
    {
        if (!_receivers.TryGetValue(message.Port, out var receiver))
            return false;
        receiver.Receive(message);
        return true;
    }

    // Whether a peer has a connection by which its answers come. One that is asked before would answer nobody.
    private bool Answers(NodeId peer) => _answering.GetValueOrDefault(peer) > 0;

    // A new connection may overlap with the end of the one before.
    private void Change(PeerAddress peer, Lane lane, bool isOpen)
    {
        if (lane != Lane.Calls)
            return;
        _answering.AddOrUpdate(peer.Place.Node, 1, (_, count) => isOpen ? count + 1 : count - 1);
        if (!isOpen)
            Lose(peer, lane);
    }

    // Answers come by the peer's connection, questions go by this node's: each may have been lost with either.
    private void Lose(PeerAddress peer, Lane lane)
    {
        if (lane != Lane.Calls)
            return;
        foreach (var (_, receiver) in _receivers)
            receiver.Lost(peer.Place.Node);
    }

    private sealed class Attachment(NodeTransport transport, NodePort port) : IDisposable
    {
        public void Dispose() => transport._receivers.TryRemove(port, out _);
    }
}
