using Ballast.Foundation;
using Ballast.Replication.Members;
using Ballast.Replication.Tests.Simulated;

namespace Ballast.Replication.Tests;

/// <summary>Each planted bug is found by the campaign, unchanged, within its number of seeds.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 400;

    /// <summary>Planted, and not found yet: docs/testing-replication.md says so.</summary>
    private static readonly PlantedBug[] Open =
    [
        PlantedBug.None, PlantedBug.PromiseBeforeDurable, PlantedBug.BallotBeforeDurable, PlantedBug.DropBehindChange, PlantedBug.NewMajorityNotAsked,
        PlantedBug.ChangeNotHeld, PlantedBug.LeftBeforeKnown, PlantedBug.InstallForgetsAccepted, PlantedBug.DriftIgnored, PlantedBug.EpochSurvivesLapse, PlantedBug.RestartHelpsAtOnce,
        PlantedBug.HostForgetsPromise,
    ];

    // Those of whatever hosts a member are for the simulation of clusters.
    public static TheoryData<string> Bugs => [.. Enum.GetValues<PlantedBug>().Except(Open).Where(static bug => bug < PlantedBug.AcknowledgeBeforeSync).Select(static bug => bug.ToString())];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string name)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        for (ulong seed = 1; seed <= SeedsMax; seed++)
        {
            try
            {
                new SimulatedGroup(seed, bug).Run();
            }
            catch (ViolationException violation)
            {
                output.WriteLine($"{bug} | {violation.Checker} | {seed} | {violation.Message}");
                return;
            }
            catch (InvariantViolatedException violation)
            {
                output.WriteLine($"{bug} | Invariant | {seed} | {violation.Message}");
                return;
            }
        }
        Assert.Fail($"{bug} was not found within {SeedsMax} seeds.");
    }
}
