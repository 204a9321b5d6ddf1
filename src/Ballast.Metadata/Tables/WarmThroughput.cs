namespace Ballast.Metadata.Tables;

/// <summary>What a table can serve at once, in units a second. It never falls.</summary>
public sealed record WarmThroughput(long ReadUnits, long WriteUnits)
{
    public static WarmThroughput None { get; } = new(0, 0);

    /// <summary>What a table can serve that is, or ever was, on demand.</summary>
    public static WarmThroughput OfOnDemand { get; } = new(12_000, 4_000);

    /// <summary>The higher of both, for reads and writes apart.</summary>
    public WarmThroughput Or(WarmThroughput other) =>
        new(Math.Max(ReadUnits, other.ReadUnits), Math.Max(WriteUnits, other.WriteUnits));
}
