using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Transport.Connections;

using Microsoft.Extensions.Logging;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Nodes 1, 2 and so on of one test, each in a zone of its own, over loopback.</summary>
internal sealed class TestNodes : IAsyncDisposable
{
    /// <summary>Nothing is given up for being slow; connections are made again soon.</summary>
    public static readonly TransportLimits Patient = new()
    {
        GreetingMax = TimeSpan.FromSeconds(20),
        PulsePeriod = TimeSpan.FromMilliseconds(10),
        SilenceMax = TimeSpan.FromSeconds(20),
        RetryMin = TimeSpan.FromMilliseconds(2),
        RetryMax = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>An ear hears for the storage node and for the router.</summary>
    public const int PortsOfEar = 2;

    private readonly PeerAddress[] _addresses;
    private readonly ConcurrentDictionary<uint, NodeTransport> _running = new();
    private ulong _starts;

    public TestNodes(int count) => _addresses = [.. FreePorts(count).Select(static (port, i) => new PeerAddress(Place((uint)i + 1), "127.0.0.1", port))];

    public Guid Cluster { get; } = new("5a1e0000-0000-4000-8000-0000000000ff");

    public TransportLimits Limits { get; init; } = Patient;

    /// <summary>What a node logs.</summary>
    public Lines Log { get; } = new();

    public static NodePlace Place(uint node) => new(new NodeId(node), new ZoneId($"zone-{node}"));

    public PeerAddress AddressOf(uint node) => _addresses[node - 1];

    public TransportOptions OptionsOf(uint node, Guid? cluster = null, TransportSecurity? security = null) => new()
    {
        Self = Place(node),
        Listen = new IPEndPoint(IPAddress.Loopback, AddressOf(node).Port),
        Peers = [.. _addresses.Where(address => address.Place.Node.Value != node)],
        Cluster = cluster,
        Security = security,
        Limits = Limits,
    };

    /// <summary>A process that listens, and takes part in no cluster yet.</summary>
    public async Task<NodeTransport> ListenAsync(TransportOptions options)
    {
        var transport = await NodeTransport.ListenAsync(options, TimeProvider.System, new Chance(++_starts), Log);
        _running[options.Self.Node.Value] = transport;
        return transport;
    }

    /// <summary>A process that takes part.</summary>
    public async Task<(NodeTransport Transport, Ear Ear)> StartAsync(uint node, TransportSecurity? security = null)
    {
        var transport = await ListenAsync(OptionsOf(node, Cluster, security));
        var ear = new Ear();
        transport.Attach(new NodeId(node), NodePort.Storage, ear);
        transport.Attach(new NodeId(node), NodePort.Router, ear);
        transport.Begin(Cluster, incarnation: node);
        return (transport, ear);
    }

    /// <summary>Two that talk to each other.</summary>
    public async Task<(NodeTransport One, Ear EarOfOne, NodeTransport Two, Ear EarOfTwo)> StartTwoAsync()
    {
        var (one, earOfOne) = await StartAsync(1);
        var (two, earOfTwo) = await StartAsync(2);
        await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)) && two.IsConnected(new NodeId(1)), "both are connected");
        return (one, earOfOne, two, earOfTwo);
    }

    public Task StopAsync(uint node) => _running.TryRemove(node, out var transport) ? transport.DisposeAsync().AsTask() : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _running.Keys)
            await StopAsync(node);
    }

    // All are held until the last is known, so that none is given twice.
    private static int[] FreePorts(int count)
    {
        TcpListener[] held = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in held)
            listener.Start();
        int[] ports = [.. held.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in held)
            listener.Dispose();
        return ports;
    }

    /// <summary>What was logged, as text.</summary>
    internal sealed class Lines : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public bool Has(string part) => _lines.Any(line => line.Contains(part, StringComparison.Ordinal));

        public int Count(string part) => _lines.Count(line => line.Contains(part, StringComparison.Ordinal));

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
    }
}
