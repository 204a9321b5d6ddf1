using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Ballast.Foundation.Identity;
using Ballast.Transport.Connections;

namespace Ballast.Configuration;

/// <summary>The nodes of a cluster of several processes, and which of them this process is.</summary>
internal sealed record ClusterOptions
{
    public const int NodesMax = 64;
    private const int IdMax = 1_000_000;

    public required NodePlace Self { get; init; }

    /// <summary>Where this node listens for others.</summary>
    public required IPEndPoint Listen { get; init; }

    public required IReadOnlyList<PeerAddress> Peers { get; init; }

    /// <summary>PEM files: the certificate that this node shows to others (its chain behind it), its key, and who may sign certificates of nodes.</summary>
    public string? Certificate { get; init; }

    public string? Key { get; init; }

    public string? Authority { get; init; }

    /// <summary>Null where the settings name no cluster.</summary>
    public static ClusterOptions? Read(Func<string, RawSetting?> raw)
    {
        if (raw(Settings.Nodes) is not { } list)
            return raw(Settings.Node) is { } alone ? throw new ConfigurationException($"{alone.Place} needs --{Settings.Nodes}, which names all nodes of the cluster.") : null;
        var nodes = Parse(list);
        var id = (raw(Settings.Node) ?? throw new ConfigurationException($"{list.Place} needs --{Settings.Node}, which says which of the nodes this one is.")).Int32(1, IdMax);
        var self = nodes.FirstOrDefault(node => node.Place.Node.Value == id)
            ?? throw new ConfigurationException($"{list.Place} names no node {id}.");
        var options = new ClusterOptions
        {
            Self = self.Place,
            Listen = raw(Settings.NodeListen) is { } listen ? ListenEndpoint(listen) : OwnEndpoint(self),
            Peers = [.. nodes.Where(node => node != self)],
            Certificate = raw(Settings.NodeCertificate)?.Text(),
            Key = raw(Settings.NodeKey)?.Text(),
            Authority = raw(Settings.NodeAuthority)?.Text(),
        };
        if (options.Certificate is null != options.Authority is null)
            throw new ConfigurationException($"--{Settings.NodeCertificate} and --{Settings.NodeAuthority} belong together; only one is set.");
        if (options.Key is not null && options.Certificate is null)
            throw new ConfigurationException($"--{Settings.NodeKey} needs --{Settings.NodeCertificate}.");
        return options;
    }

    private static List<PeerAddress> Parse(RawSetting list)
    {
        var nodes = list.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => ParseNode(text, list)).ToList();
        if (nodes.Count is 0 or > NodesMax)
            throw new ConfigurationException($"{list.Place} must name 1 to {NodesMax} nodes.");
        if (nodes.GroupBy(static node => node.Place.Node).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"{list.Place} names node {twice.Key.Value} twice.");
        if (nodes.GroupBy(static node => (node.Host, node.Port)).FirstOrDefault(static same => same.Count() > 1) is { } shared)
            throw new ConfigurationException($"{list.Place} gives {shared.Key.Host}:{shared.Key.Port} to two nodes.");
        return nodes;
    }

    // ID/ZONE@HOST:PORT
    private static PeerAddress ParseNode(string text, RawSetting list)
    {
        var (slash, at, colon) = (text.IndexOf('/', StringComparison.Ordinal), text.IndexOf('@', StringComparison.Ordinal), text.LastIndexOf(':'));
        if (slash > 0 && at > slash + 1 && colon > at + 1
            && int.TryParse(text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is >= 1 and <= IdMax
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue)
            return new PeerAddress(new NodePlace(new NodeId((uint)id), new ZoneId(text[(slash + 1)..at])), text[(at + 1)..colon].Trim('[', ']'), port);
        throw new ConfigurationException($"{list.Place}: '{text}' is not a node (as in 1/zone-a@10.0.0.1:7700: number, zone, host and port).");
    }

    private static IPEndPoint OwnEndpoint(PeerAddress self) => new(AddressOf(self.Host, $"--{Settings.Nodes}"), self.Port);

    private static IPEndPoint ListenEndpoint(RawSetting listen)
    {
        var text = listen.Text();
        var colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue)
            return new IPEndPoint(text[..colon] == "*" ? ListenAddresses.Of("*")[0] : AddressOf(text[..colon].Trim('[', ']'), listen.Place), port);
        throw new ConfigurationException($"{listen.Place}: '{text}' is not an address and a port (as in 0.0.0.0:7700).");
    }

    private static IPAddress AddressOf(string host, string place)
    {
        if (IPAddress.TryParse(host, out var address))
            return address;
        try
        {
            return Dns.GetHostAddresses(host)[0];
        }
        catch (Exception e) when (e is SocketException or IndexOutOfRangeException)
        {
            throw new ConfigurationException($"{place}: the address of {host} is not known ({e.Message}). With --{Settings.NodeListen} the node can be told where to listen.");
        }
    }
}
