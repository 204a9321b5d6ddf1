using Ballast.Foundation;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Faults;

/// <summary>The faults of a run, drawn before it begins.</summary>
internal static class FaultSchedule
{
    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.KillLeader, 8), (FaultKind.KillSome, 6), (FaultKind.KillZone, 2), (FaultKind.KillAll, 1),
        (FaultKind.PowerOfLeader, 6), (FaultKind.PowerOfSome, 6), (FaultKind.PowerOfZone, 2), (FaultKind.PowerOfAll, 3), (FaultKind.PowerWithinOperation, 8),
        (FaultKind.StopGracefully, 3), (FaultKind.PauseLeader, 6), (FaultKind.PauseSome, 3),
        (FaultKind.CutLeader, 6), (FaultKind.CutSome, 5), (FaultKind.CutZone, 3), (FaultKind.CutOneWay, 6), (FaultKind.CutClients, 3), (FaultKind.MendCuts, 3),
        (FaultKind.JumpWallClock, 3), (FaultKind.ChangeDrift, 6), (FaultKind.SlowDisk, 4), (FaultKind.HangDisk, 3), (FaultKind.FullDisk, 3),
        (FaultKind.FailSync, 3), (FaultKind.FailWrite, 2), (FaultKind.LieInSync, 2),
        (FaultKind.LoseDisk, 5), (FaultKind.RotLog, 3), (FaultKind.RotTree, 3), (FaultKind.LoseWrite, 2), (FaultKind.MisdirectWrite, 2), (FaultKind.HandOver, 5),
        (FaultKind.PowerOfLeaderAndOne, 8), (FaultKind.StopAtChange, 8), (FaultKind.StopAtElection, 6), (FaultKind.RotTreeAndStop, 4),
    ];

    // Each seed leaves out some kinds and likes others.
    public static IReadOnlyList<PlannedFault> Draw(Chance chance, Weather weather, TimeSpan horizon)
    {
        var weights = Weights.Select(kind => (kind.Kind, Weight: kind.Weight * chance.NextInt32(4))).ToArray();
        var total = weights.Sum(static kind => kind.Weight);
        var faults = new List<PlannedFault>();
        for (var at = weather.FaultEvery; at < horizon; at += weather.FaultEvery * (2 * chance.NextDouble()) + TimeSpan.FromMilliseconds(1))
            faults.Add(new PlannedFault(faults.Count, at, Pick(chance.NextInt32(total), weights), chance.NextUInt64()));
        return faults;
    }

    private static FaultKind Pick(int draw, (FaultKind Kind, int Weight)[] weights)
    {
        foreach (var (kind, weight) in weights)
        {
            draw -= weight;
            if (draw < 0)
                return kind;
        }
        throw Invariant.Unreachable("a draw beyond the sum of the weights");
    }
}
