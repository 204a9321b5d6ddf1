using System.Collections.Concurrent;

using Ballast.Foundation.Identity;
using Ballast.Replication.Members;

namespace Ballast.Replication.Leases;

/// <summary>A node's links to all its peers, and from when it helps anyone at all.</summary>
/// <param name="own">Of this node: another with each of its starts.</param>
/// <param name="startedAt">By the node's monotonic clock.</param>
/// <param name="gaveBack">Whether the last life ended after its promises were given back: then nothing is waited for.</param>
public sealed class NodeLinks(NodeLife own, LeaseTerms terms, TimeSpan startedAt, bool gaveBack)
{
    private readonly ConcurrentDictionary<NodeId, NodeLink> _links = new();
    private volatile bool _isUnfit;
    private volatile bool _isFull;

    /// <summary>Whether this node is to lead nothing: its disk hangs, or it is about to stop. Its members hand their leads over, and do not stand.</summary>
    public bool IsUnfit
    {
        get => _isUnfit;
        set => _isUnfit = value;
    }

    /// <summary>Whether this node's members hand their leads over to whoever is fit, and leave standing to others that are: soon it can write nothing more.</summary>
    /// <remarks>Where nobody else is fit they lead on, for what is there can be read.</remarks>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>Whether leads are to be given away.</summary>
    public bool Yields => _isUnfit || _isFull;

    internal PlantedBug Planted { get; init; }

    /// <summary>Before this the node keeps promises that it may have forgotten, by helping nobody.</summary>
    public TimeSpan HelpsFrom => gaveBack || Planted == PlantedBug.RestartHelpsAtOnce ? startedAt : startedAt + terms.RestartWait;

    public NodeLink this[NodeId peer] => _links.TryGetValue(peer, out var link) ? link : _links.GetOrAdd(peer, new NodeLink(own, terms) { Planted = Planted });

    /// <summary>Whether a promise of this life or, as far as is known, of an earlier one may still bind.</summary>
    public bool IsBound(TimeSpan now) => now < HelpsFrom || _links.Values.Any(link => link.IsBound(now));
}
