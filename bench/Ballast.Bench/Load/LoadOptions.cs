using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Load;

/// <summary>Everything that a run of a load needs to know.</summary>
internal sealed record LoadOptions
{
    public required ServerAddress Endpoint { get; init; }

    public required ItemShape Shape { get; init; }

    public required Mix Mix { get; init; }

    /// <summary>Instead of the mix's own.</summary>
    public KeyDistribution? Distribution { get; init; }

    public long Records { get; init; } = 10_000;

    /// <summary>Ends the run by number; null when <see cref="Duration"/> ends it.</summary>
    public long? Operations { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    public int Connections { get; init; } = 64;

    public int Threads { get; init; } = 1;

    /// <summary>Operations a second in an open loop; null for a closed one.</summary>
    public double? Rate { get; init; }

    public bool ConsistentReads { get; init; }

    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    public string Region { get; init; } = "us-east-1";

    public ulong Seed { get; init; } = 1;

    public RequestSigner NewSigner() => new(AccessKey, SecretKey, Region, TimeProvider.System);

    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public void Validate()
    {
        if (Threads < 1 || Connections < Threads)
            throw new ArgumentException("there must be at least one thread, and a connection for each");
        if (Records < 1 || Operations < 1 || Rate <= 0 || Duration <= TimeSpan.Zero || WarmUp < TimeSpan.Zero)
            throw new ArgumentException("records, operations, rate and times must be positive");
    }
}
