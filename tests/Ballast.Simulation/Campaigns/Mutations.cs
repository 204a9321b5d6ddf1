using Ballast.Replication.Members;
using Ballast.Simulation.Checks;

namespace Ballast.Simulation.Campaigns;

/// <summary>Bugs that are planted one at a time, and looked for by the ordinary campaign from its first seed on.</summary>
internal static class Mutations
{
    /// <summary>How many seeds each may take.</summary>
    public const int SeedsMax = 300;

    /// <summary>Planted bugs that this campaign does not find within its seeds; docs/testing.md tells what finds them, where anything does.</summary>
    private static readonly PlantedBug[] NotSought =
    [
        PlantedBug.None, PlantedBug.PromiseBeforeDurable, PlantedBug.BallotBeforeDurable, PlantedBug.DropBehindChange, PlantedBug.NewMajorityNotAsked, PlantedBug.ChangeNotHeld,
        PlantedBug.LeftBeforeKnown, PlantedBug.InstallForgetsAccepted, PlantedBug.RestartHelpsAtOnce, PlantedBug.ServeBeforeEstablished, PlantedBug.HostTrimsUnapplied,
        PlantedBug.CheckpointForgetsPromise, PlantedBug.LateStartTakesTree, PlantedBug.CountUndurableOwn,
    ];

    public static IEnumerable<PlantedBug> Sought => Enum.GetValues<PlantedBug>().Except(NotSought);

    /// <summary>Looks for one; null when it is not found.</summary>
    public static (Checker Checker, int Seeds, string Message)? Find(PlantedBug bug)
    {
        var campaign = new Campaign(1, TextWriter.Null) { Planted = bug, EndsWithFinding = true, TellsEach = false };
        campaign.RunUntil(static (_, seeds) => seeds >= SeedsMax);
        if (campaign.Findings.MinBy(static finding => finding.Seed) is not { } first)
            return null;
        return (first.Violation.Checker, (int)first.Seed, first.Violation.Message.Split('\n')[0]);
    }

    /// <summary>Looks for all and writes the table; true when all are found, and their seeds are clean without them.</summary>
    public static bool FindAll(IEnumerable<PlantedBug> bugs, TextWriter output)
    {
        var (sought, found, seedsMax) = (0, 0, 1);
        output.WriteLine("| mutation | checker | seeds |");
        output.WriteLine("| --- | --- | --- |");
        foreach (var bug in bugs)
        {
            sought++;
            var finding = Find(bug);
            if (finding is { } known)
                (found, seedsMax) = (found + 1, Math.Max(seedsMax, known.Seeds));
            output.WriteLine(finding is { } told ? $"| {bug} | {told.Checker} | {told.Seeds} |" : $"| {bug} | not found | {SeedsMax} |");
            output.Flush();
        }
        var clean = new Campaign(1, TextWriter.Null) { TellsEach = false };
        clean.RunUntil((_, seeds) => seeds >= seedsMax);
        output.WriteLine($"the same {seedsMax} seeds without a mutation: {clean.Findings.Count} violations");
        output.WriteLine($"{found} of {sought} mutations found");
        return found == sought && clean.Findings.Count == 0;
    }
}
