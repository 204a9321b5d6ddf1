using Ballast.Replication.Members;
using Ballast.Simulation.Campaigns;
using Ballast.Simulation.Checks;

namespace Ballast.Simulation.Tests;

/// <summary>Some planted bugs, each of another kind, are found by the unchanged campaign. All of them: <c>-- --mutations</c>.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(PlantedBug.ServeAfterExpiry))]
    [InlineData(nameof(PlantedBug.OneMemberIsMajority))]
    [InlineData(nameof(PlantedBug.AnswerFromProposed))]
    [InlineData(nameof(PlantedBug.EvaluateOnApplied))]
    [InlineData(nameof(PlantedBug.RecoverUnchosen))]
    public void A_planted_bug_is_found(string name)
    {
        var finding = Mutations.Find(Enum.Parse<PlantedBug>(name));
        Assert.NotNull(finding);
        output.WriteLine($"{name}: {finding}");
        Assert.NotEqual(Checker.Bounds, finding.Value.Checker);
    }
}
