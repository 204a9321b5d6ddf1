using System.Net;
using System.Security.Cryptography.X509Certificates;

using Ballast.Foundation.Identity;

namespace Ballast.Transport.Connections;

/// <summary>Another node, and where it listens for nodes.</summary>
/// <param name="Host">A name or an address.</param>
public sealed record PeerAddress(NodePlace Place, string Host, int Port);

/// <summary>The certificate by which a node shows that it belongs to the cluster, and the authorities that may say so of others.</summary>
public sealed record TransportSecurity(X509Certificate2 Certificate, X509Certificate2Collection Chain, X509Certificate2Collection Authorities);

/// <summary>What a node's connections are built from.</summary>
public sealed record TransportOptions
{
    public required NodePlace Self { get; init; }

    /// <summary>Where it listens for other nodes.</summary>
    public required IPEndPoint Listen { get; init; }

    public required IReadOnlyList<PeerAddress> Peers { get; init; }

    /// <summary>The cluster that the node's directory names; null where it names none.</summary>
    public Guid? Cluster { get; init; }

    /// <summary>Both sides of every connection show a certificate; null for connections without TLS.</summary>
    public TransportSecurity? Security { get; init; }

    public TransportLimits Limits { get; init; } = new();
}

/// <summary>Bounds of connections between nodes.</summary>
public sealed record TransportLimits
{
    /// <summary>How long the other side may take to accept a connection, and to say who it is.</summary>
    public TimeSpan GreetingMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often each side of a connection says something, if only that it is there.</summary>
    public TimeSpan PulsePeriod { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A side that hears nothing for this long gives the connection up. Who waits for an answer of a node that is cut off waits no longer.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a node waits before it tries to connect again: the first time, and at most.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a node that stops waits until its peers have heard what it has said.</summary>
    public TimeSpan FinishMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections that other nodes, or strangers, may have to this one.</summary>
    public int ConnectionsMax { get; init; } = 512;

    /// <summary>Bytes of messages that wait for one peer on one lane; what does not fit is lost.</summary>
    internal int WaitingBytesMax(Lane lane) => lane switch
    {
        Lane.Heartbeats => HeartbeatBytesMax,
        Lane.Copies => CopyBytesMax,
        _ => MessageBytesMax,
    };

    public int HeartbeatBytesMax { get; init; } = 64 << 10;

    public int MessageBytesMax { get; init; } = 32 << 20;

    public int CopyBytesMax { get; init; } = 16 << 20;
}
