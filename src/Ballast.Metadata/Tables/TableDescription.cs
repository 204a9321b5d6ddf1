using System.Collections.Immutable;

using Ballast.Foundation.Identity;

namespace Ballast.Metadata.Tables;

/// <summary>Where a table stands in its life. Values are stored: they only grow at the end.</summary>
public enum TableStatus : byte
{
    Creating = 1,
    Active = 2,
    Updating = 3,
    Deleting = 4,
}

/// <summary>How a table's requests are paid for. Values are stored.</summary>
public enum BillingMode : byte
{
    Provisioned = 1,
    PayPerRequest = 2,
}

/// <summary>A table's storage class, kept and described. Values are stored.</summary>
public enum TableClass : byte
{
    Standard = 1,
    StandardInfrequentAccess = 2,
}

/// <summary>Provisioned capacity and its history; zeros under on-demand billing.</summary>
/// <param name="ReadUnits">Read capacity units a second.</param>
/// <param name="WriteUnits">Write capacity units a second.</param>
/// <param name="DecreasesToday">Decreases in the current UTC day.</param>
public sealed record ProvisionedThroughput(
    long ReadUnits, long WriteUnits, DateTimeOffset? LastIncrease, DateTimeOffset? LastDecrease, int DecreasesToday)
{
    public static ProvisionedThroughput None { get; } = new(0, 0, null, null, 0);
}

/// <summary>Everything that the system tables say of one table. Immutable; a change makes a new one with a higher version.</summary>
public sealed record TableDescription
{
    public required string Name { get; init; }

    /// <summary>Distinguishes this table from an earlier one of the same name.</summary>
    public required Guid Id { get; init; }

    /// <summary>Grows with every change, so that an old copy is always recognised.</summary>
    public required ulong Version { get; init; }

    /// <summary>The replication group of the table's only partition.</summary>
    public required GroupId Group { get; init; }

    public required TableStatus Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required PartitionSchema Schema { get; init; }

    public required BillingMode BillingMode { get; init; }

    /// <summary>When the table last became on-demand; null when it never was.</summary>
    public DateTimeOffset? OnDemandSince { get; init; }

    /// <summary>When it became on-demand, by a change, in the day before the last such change; oldest first.</summary>
    public ImmutableArray<DateTimeOffset> OnDemandSwitches { get; init; } = [];

    public ProvisionedThroughput Throughput { get; init; } = ProvisionedThroughput.None;

    public OnDemandThroughput OnDemand { get; init; } = OnDemandThroughput.Unbounded;

    /// <summary>What the table was prepared for beyond what its present settings need; null for nothing.</summary>
    public WarmThroughput? WarmPeak { get; init; }

    /// <summary>A higher warm throughput that is being prepared; null for none.</summary>
    public WarmThroughput? WarmAsked { get; init; }

    /// <summary>Null until a class was asked for: the service describes none then.</summary>
    public TableClass? TableClass { get; init; }

    public DateTimeOffset? TableClassSince { get; init; }
    public bool DeletionProtection { get; init; }
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What the table can serve at once: at least what its settings need, and what it could serve before.</summary>
    public WarmThroughput Warm => (WarmPeak ?? WarmThroughput.None)
        .Or(OnDemandSince is null ? WarmThroughput.None : WarmThroughput.OfOnDemand)
        .Or(new WarmThroughput(Throughput.ReadUnits, Throughput.WriteUnits));

    /// <summary>Whether a change is answered but not yet complete.</summary>
    public bool IsSettling => Status == TableStatus.Updating || WarmAsked is not null;

    /// <summary>The description once that change is complete.</summary>
    public TableDescription Settled => this with
    {
        Status = Status == TableStatus.Updating ? TableStatus.Active : Status,
        WarmPeak = WarmAsked is null ? WarmPeak : WarmAsked.Or(Warm),
        WarmAsked = null,
    };

    /// <summary>Whether something is to be done until the table is what was asked for.</summary>
    public bool IsUnfinished => Status is TableStatus.Creating or TableStatus.Deleting || IsSettling;

    public bool IsServing => Status is TableStatus.Active or TableStatus.Updating;
}
