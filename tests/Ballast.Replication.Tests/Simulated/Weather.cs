using Ballast.Foundation;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;

namespace Ballast.Replication.Tests.Simulated;

/// <summary>What a seed makes of the world: which faults, how often, and how small the bounds are. Each seed is wild in some ways and tame in others.</summary>
/// <remarks>Times are in microseconds of true time; probabilities in thousandths.</remarks>
internal sealed class Weather(Chance chance)
{
    public const int DriftPpmMax = 50_000;
    public const long FaultsUntil = 2_500_000, End = FaultsUntil + 2_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public LeaseTerms Terms { get; } = new(TimeSpan.FromMilliseconds(Pick(chance, 60, 120, 200)), DriftPpmMax);

    public MemberLimits Limits { get; } = new()
    {
        InFlightSlotsMax = Pick(chance, 1, 2, 4, 64),
        UnchosenSlotsMax = Pick(chance, 4, 16, 256),
        MessageBytesMax = Pick(chance, 1, 40, 4000),
        Patience = Patience,
        PreferenceAfter = TimeSpan.FromMilliseconds(Pick(chance, 150, 400, 4000)),
        RestAfter = TimeSpan.FromMilliseconds(Pick(chance, 0, 0, 60)),
    };

    public int LossPerMille { get; } = Pick(chance, 0, 10, 50, 200);
    public int TwicePerMille { get; } = Pick(chance, 0, 20, 100);
    public int LatePerMille { get; } = Pick(chance, 0, 10, 100, 300);
    public long LateMax { get; } = Pick(chance, 20_000, 150_000, 600_000);
    public long DelayMax { get; } = Pick(chance, 500, 3_000, 10_000);
    public long SyncMax { get; } = Pick(chance, 300, 2_000, 15_000, 60_000);
    public long FaultEvery { get; } = Pick(chance, 12_000, 30_000, 80_000, 300_000);
    public long DownMax { get; } = Pick(chance, 10_000, 60_000, 300_000);
    public long ProposeEvery { get; } = Pick(chance, 1_000, 4_000, 15_000);
    public int StandWeight { get; } = Pick(chance, 0, 2, 12);
    public int ChangeWeight { get; } = Pick(chance, 0, 3, 10);
    public int CrashWeight { get; } = Pick(chance, 1, 4, 12);
    public int CutWeight { get; } = Pick(chance, 0, 3, 10);
    public int PauseWeight { get; } = Pick(chance, 0, 2, 8);
    public int WipeWeight { get; } = Pick(chance, 0, 1, 4);
    public int TrimWeight { get; } = Pick(chance, 0, 3, 10);
    public int TransferWeight { get; } = Pick(chance, 0, 2, 6);

    public int StallWeight { get; } = Pick(chance, 0, 2, 8);

    /// <summary>How long clients are silent at most, and how often in thousandths of their turns.</summary>
    public long IdleMax { get; } = Pick(chance, 200_000, 600_000, 1_200_000);
    public int IdlePerMille { get; } = Pick(chance, 0, 60, 300);

    private static int Pick(Chance chance, params ReadOnlySpan<int> among) => among[chance.NextInt32(among.Length)];
}
