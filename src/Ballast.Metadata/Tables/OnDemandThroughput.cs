namespace Ballast.Metadata.Tables;

/// <summary>The most that an on-demand table's owner lets it serve in a second; null where no such bound is set.</summary>
public sealed record OnDemandThroughput(long? MaxReadUnits, long? MaxWriteUnits)
{
    public static OnDemandThroughput Unbounded { get; } = new(null, null);

    public bool IsBounded => MaxReadUnits is not null || MaxWriteUnits is not null;
}
