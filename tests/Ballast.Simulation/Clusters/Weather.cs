using Ballast.Foundation;
using Ballast.Node.Replicas;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;

namespace Ballast.Simulation.Clusters;

/// <summary>What a seed makes of the world, but for its faults: how bad network, disks and clocks are, and how small the bounds. Each seed is wild in some ways and tame in others.</summary>
internal sealed class Weather
{
    public const int DriftPpmMax = 20_000;

    public Weather(Chance chance)
    {
        GroupCount = 1 + chance.NextInt32(3);
        IsQuick = chance.OneIn(2);
        QuietFor = TimeSpan.FromSeconds(Pick(chance, 0, 2, 6));
        LossPerMille = Pick(chance, 0, 0, 5, 40);
        TwicePerMille = Pick(chance, 0, 10, 60);
        LatePerMille = Pick(chance, 0, 5, 40);
        LateMax = TimeSpan.FromMilliseconds(Pick(chance, 40, 400, 3000));
        DelayMax = TimeSpan.FromMicroseconds(Pick(chance, 300, 2_000, 12_000));
        SyncDuration = TimeSpan.FromMicroseconds(Pick(chance, 90, 500, 3_000, 20_000));
        FaultEvery = TimeSpan.FromMilliseconds(Pick(chance, 700, 1_500, 3_000));
        ThinkMax = TimeSpan.FromMilliseconds(Pick(chance, 200, 350, 500));
        PadBytesMax = Pick(chance, 10, 300, 2_500);
        Terms = new LeaseTerms(TimeSpan.FromMilliseconds(IsQuick ? 300 : 1000), DriftPpmMax);
        Limits = LimitsOf(chance, IsQuick);
        Log = LogOf(chance);
    }

    public int GroupCount { get; }

    /// <summary>Whether leases and patience are short, so that more happens in a minute.</summary>
    public bool IsQuick { get; }

    /// <summary>How long, of every fifteen seconds, clients begin nothing, so that groups come to rest.</summary>
    public TimeSpan QuietFor { get; }

    public int LossPerMille { get; }
    public int TwicePerMille { get; }
    public int LatePerMille { get; }
    public TimeSpan LateMax { get; }
    public TimeSpan DelayMax { get; }
    public TimeSpan SyncDuration { get; }
    public TimeSpan FaultEvery { get; }
    public TimeSpan ThinkMax { get; }
    public int PadBytesMax { get; }
    public LeaseTerms Terms { get; }
    public NodeLimits Limits { get; }
    public LogOptions Log { get; }
    public TimeSpan BeatPeriod => TimeSpan.FromMilliseconds(IsQuick ? 50 : 100);

    public override string ToString() =>
        $"{GroupCount} groups, {(IsQuick ? "short" : "long")} leases, loss {LossPerMille}, twice {TwicePerMille}, late {LatePerMille} per mille by {LateMax.TotalMilliseconds} ms, delay {DelayMax.TotalMilliseconds} ms, "
        + $"sync {SyncDuration.TotalMilliseconds} ms, a fault every {FaultEvery.TotalMilliseconds} ms, items of {PadBytesMax} bytes, {Limits.KeptEntryBytesMax} bytes kept, segments of {Log.SegmentBytes}";

    private static NodeLimits LimitsOf(Chance chance, bool isQuick) => new()
    {
        CheckpointBytes = Pick(chance, 24, 64, 256) * 1024,
        DirtyBytesMax = 256 * 1024,
        DirtyBytesOfRecordMax = 256 * 1024,
        SnapshotBytesMax = Pick(chance, 128, 4096) * 1024,
        LogHeldBytesMax = Pick(chance, 48, 256) * 1024,
        ProposedWritesMax = Pick(chance, 8, 256),
        ProposedBytesMax = 64 * 1024,
        KeptEntryBytesMax = Pick(chance, 2, 8, 64) * 1024,
        UnappliedBytesMax = 128 * 1024,
        Member = new MemberLimits
        {
            InFlightSlotsMax = Pick(chance, 2, 16, 4096),
            UnchosenSlotsMax = Pick(chance, 8, 64, 4096),
            MessageBytesMax = Pick(chance, 200, 4_000, 1 << 20),
            // Less than the lease: who stands then has an old lease to wait for.
            Patience = TimeSpan.FromMilliseconds((isQuick ? 300 : 1000) * Pick(chance, 50, 150) / 100),
            PreferenceAfter = TimeSpan.FromSeconds(Pick(chance, 2, 10)),
            RestAfter = TimeSpan.FromMilliseconds(Pick(chance, 150, 1000)),
        },
        RestRollPeriod = TimeSpan.FromSeconds(Pick(chance, 1, 5)),
    };

    private static LogOptions LogOf(Chance chance) => new()
    {
        SegmentBytes = Pick(chance, 28, 64) * 1024,
        ReservedBytes = 8 * 1024,
        RecordBytesMax = 8 * 1024,
        PendingBytesMax = 24 * 1024,
        SegmentCountMax = 40,
        RecycledSegmentsMax = Pick(chance, 0, 1, 4),
    };

    public static long CacheBytes => PageCache.CapacityBytesMin;

    private static int Pick(Chance chance, params ReadOnlySpan<int> among) => among[chance.NextInt32(among.Length)];
}
