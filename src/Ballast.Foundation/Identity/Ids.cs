namespace Ballast.Foundation.Identity;

/// <summary>A replication group: one partition's replicas and their log. 1 is the root group.</summary>
public readonly record struct GroupId(ulong Value) : IComparable<GroupId>
{
    /// <summary>The group that holds the system tables; its id never changes.</summary>
    public static GroupId Root { get; } = new(1);

    public int CompareTo(GroupId other) => Value.CompareTo(other.Value);
    public override string ToString() => $"g{Value}";
}

/// <summary>A position in one group's log. The first record has slot 1; 0 means "before the log".</summary>
public readonly record struct Slot(ulong Value) : IComparable<Slot>
{
    public static Slot BeforeLog => default;

    public Slot Next => new(Value + 1);
    public int CompareTo(Slot other) => Value.CompareTo(other.Value);
    public static bool operator <(Slot left, Slot right) => left.Value < right.Value;
    public static bool operator >(Slot left, Slot right) => left.Value > right.Value;
    public static bool operator <=(Slot left, Slot right) => left.Value <= right.Value;
    public static bool operator >=(Slot left, Slot right) => left.Value >= right.Value;
    public override string ToString() => $"s{Value}";
}

/// <summary>A storage node of the cluster.</summary>
public readonly record struct NodeId(uint Value) : IComparable<NodeId>
{
    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);
    public override string ToString() => $"n{Value}";
}

/// <summary>A leader's term: ordered by round, then by node, so that no two nodes ever own the same ballot.</summary>
public readonly record struct Ballot(uint Round, NodeId Node) : IComparable<Ballot>
{
    public int CompareTo(Ballot other) => Round != other.Round ? Round.CompareTo(other.Round) : Node.CompareTo(other.Node);
    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;
    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;
    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;
    public override string ToString() => $"b{Round}.{Node.Value}";
}

/// <summary>What fails together, as the operator calls it: an availability zone, a rack, a machine.</summary>
public readonly record struct ZoneId(string Name)
{
    public override string ToString() => Name;
}

/// <summary>A storage node, and the zone that it stands in.</summary>
public readonly record struct NodePlace(NodeId Node, ZoneId Zone)
{
    public override string ToString() => $"{Node} in {Zone}";
}
