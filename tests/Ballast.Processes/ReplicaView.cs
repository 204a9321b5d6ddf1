namespace Ballast.Processes;

/// <summary>All members of all groups, as one moment shows them.</summary>
public sealed record ReplicaView(IReadOnlyList<ReplicaLine> Lines)
{
    private const int Copies = 3;

    public IEnumerable<IGrouping<string, ReplicaLine>> Groups => Lines.GroupBy(static line => line.Group);

    /// <summary>Every group has as many trees as it should.</summary>
    public bool IsWhole => Lines.Count > 0 && Groups.All(static group => group.Count(static line => line.Held is not null) >= Copies && group.All(static line => line.Held is not null));

    /// <summary>And all trees of a group hold the same.</summary>
    public bool IsEqual => IsWhole && Groups.All(static group => group.Select(static line => line.Held).Distinct().Count() == 1);

    /// <summary>Whether trees at one slot are different: that must never be, whatever moves.</summary>
    public IEnumerable<string> Differing => Groups
        .Where(static group => group.Where(static line => line.Held is not null).GroupBy(static line => line.Held!.Split(' ')[0]).Any(static same => same.Select(static line => line.Held).Distinct().Count() > 1))
        .Select(static group => group.Key);

    /// <summary>Whether a node has a part in any group.</summary>
    public bool Has(int node) => Lines.Any(line => line.Node == node);

    public override string ToString() => string.Join("; ", Groups.Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static line => $"{line.Node} {line.Held ?? "-"}"))}"));
}
