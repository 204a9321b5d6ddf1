namespace Ballast.Model.Sizes;

/// <summary>Read or write capacity units, counted in halves: an eventually consistent read of 4 KB costs one half.</summary>
public readonly record struct CapacityUnits(long Halves) : IComparable<CapacityUnits>
{
    public static CapacityUnits None => default;

    public static CapacityUnits OfWhole(long units) => new(units * 2);

    /// <summary>The units as the API reports them.</summary>
    public double Value => Halves / 2.0;

    public int CompareTo(CapacityUnits other) => Halves.CompareTo(other.Halves);
    public static CapacityUnits operator +(CapacityUnits left, CapacityUnits right) => new(left.Halves + right.Halves);
    public static CapacityUnits operator -(CapacityUnits left, CapacityUnits right) => new(left.Halves - right.Halves);
    public static bool operator <(CapacityUnits left, CapacityUnits right) => left.Halves < right.Halves;
    public static bool operator >(CapacityUnits left, CapacityUnits right) => left.Halves > right.Halves;
    public static bool operator <=(CapacityUnits left, CapacityUnits right) => left.Halves <= right.Halves;
    public static bool operator >=(CapacityUnits left, CapacityUnits right) => left.Halves >= right.Halves;
    public static CapacityUnits Add(CapacityUnits left, CapacityUnits right) => left + right;
    public static CapacityUnits Subtract(CapacityUnits left, CapacityUnits right) => left - right;
    public override string ToString() => FormattableString.Invariant($"{Value} units");
}

/// <summary>How strong a read is, which is what it costs per 4 KB, in halves of a unit.</summary>
public enum ReadConsistency
{
    Eventual = 1,
    Strong = 2,
    Transactional = 4,
}

/// <summary>What a read costs: one unit for every 4 KB begun, at least one.</summary>
public static class ReadUnits
{
    public const int UnitBytes = 4096;

    /// <summary>The cost of reading <paramref name="bytes"/>; an item that is not there has 0 bytes and costs as the smallest.</summary>
    public static CapacityUnits Of(long bytes, ReadConsistency consistency) => new(Steps.Begun(bytes, UnitBytes) * (int)consistency);
}

/// <summary>What a write costs: one unit for every 1 KB begun of the larger of the images before and after, at least one.</summary>
public static class WriteUnits
{
    public const int UnitBytes = 1024;
    private const int TransactionalFactor = 2;

    public static CapacityUnits Of(long bytesBefore, long bytesAfter, bool transactional = false) =>
        CapacityUnits.OfWhole(Steps.Begun(Math.Max(bytesBefore, bytesAfter), UnitBytes) * (transactional ? TransactionalFactor : 1));
}

internal static class Steps
{
    public static long Begun(long bytes, int stepBytes) => Math.Max(1, (bytes + stepBytes - 1) / stepBytes);
}
