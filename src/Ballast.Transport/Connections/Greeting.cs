using Ballast.Foundation.Identity;
using Ballast.Transport.Messages;

using Google.Protobuf;

namespace Ballast.Transport.Connections;

/// <summary>Who this node is, as it says at the beginning of each connection, and whom it talks to.</summary>
/// <param name="options">The node and its peers.</param>
/// <param name="start">Drawn for this process.</param>
internal sealed class Greeting(TransportOptions options, ulong start)
{
    /// <summary>The message formats that this release reads and writes.</summary>
    public const uint OldestVersion = 1, NewestVersion = 1;
    private const int TextCharsMax = 256;
    private volatile Membership? _membership;

    /// <summary>The cluster and the incarnation of the node's directory; null until it takes part.</summary>
    public Membership? Member
    {
        get => _membership;
        set => _membership = value;
    }

    /// <summary>The first words on a connection to a peer, or in answer to it.</summary>
    public Hello To(NodeId peer, uint lane) => new()
    {
        OldestVersion = OldestVersion,
        NewestVersion = NewestVersion,
        // From the first moment: were it silent while it opens its directory, a peer that lost its own could take all for new, and begin a second cluster.
        Cluster = (_membership?.Cluster ?? options.Cluster) is { } cluster ? ByteString.CopyFrom(cluster.ToByteArray()) : ByteString.Empty,
        Node = options.Self.Node.Value,
        Zone = options.Self.Zone.Name,
        Incarnation = _membership?.Incarnation ?? 0,
        To = peer.Value,
        Lane = lane,
        Start = start,
    };

    /// <summary>The answer to whom this node does not talk.</summary>
    public Hello Refusal(Hello asked, string why)
    {
        var hello = To(new NodeId(asked.Node), asked.Lane);
        hello.Refusal = why;
        return hello;
    }

    /// <summary>Why this node does not talk with who says this; null when it does.</summary>
    public string? Objection(Hello hello)
    {
        if (hello.Refusal.Length > 0)
            return $"it refuses: {hello.Refusal[..Math.Min(hello.Refusal.Length, TextCharsMax)]}";
        if (hello.NewestVersion < OldestVersion || hello.OldestVersion > NewestVersion)
            return $"it speaks message formats {hello.OldestVersion} to {hello.NewestVersion}, and node {options.Self.Node.Value} speaks {OldestVersion} to {NewestVersion}";
        if (hello.To != options.Self.Node.Value)
            return $"it looks for node {hello.To}, and this is node {options.Self.Node.Value}";
        if (PeerOf(hello) is not { } peer)
            return $"node {options.Self.Node.Value} knows no peer with node id {hello.Node}";
        if (peer.Place.Zone.Name != hello.Zone)
            return $"node {hello.Node} says that it is in zone '{hello.Zone[..Math.Min(hello.Zone.Length, TextCharsMax)]}', and node {options.Self.Node.Value} has it in '{peer.Place.Zone}'";
        if (hello.Lane > (uint)Lane.Copies)
            return $"there is no lane {hello.Lane}";
        if (hello.Lane == (uint)Lane.Introduction)
            return null;
        if (ClusterOf(hello) is not { } cluster || hello.Incarnation == 0 || _membership is not { } member)
            return "one of the two takes part in no cluster yet";
        return cluster == member.Cluster ? null : $"node {hello.Node} is of cluster {cluster}, and node {options.Self.Node.Value} is of {member.Cluster}";
    }

    public static Guid? ClusterOf(Hello hello) => hello.Cluster.Length == 16 ? new Guid(hello.Cluster.Span) : null;

    public PeerAddress? PeerOf(Hello hello) => options.Peers.FirstOrDefault(peer => peer.Place.Node.Value == hello.Node);

    public sealed record Membership(Guid Cluster, ulong Incarnation);
}
