using Ballast.Chaos.Clusters;

namespace Ballast.Chaos.Faults;

/// <summary>One fault that has been drawn: what, to whom, for how long.</summary>
/// <param name="MayEndNodes">Whether a node may end by itself because of it.</param>
/// <param name="Lift">Makes good what <paramref name="Strike"/> did, also where that failed half way.</param>
public sealed record Fault(FaultKind Kind, IReadOnlyList<ClusterNode> Nodes, TimeSpan Hold, bool MayEndNodes, Func<Task> Strike, Func<Task> Lift)
{
    public override string ToString() => $"{Kind} of {string.Join(", ", Nodes)} for {Hold.TotalSeconds:F1} s";
}
