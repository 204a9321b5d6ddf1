using Ballast.Replication.Members;
using Ballast.Simulation.Campaigns;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Tests;

public sealed class ShrinkingTests
{
    [Fact]
    public void A_shrunk_schedule_fails_in_the_same_way_and_is_no_longer()
    {
        const PlantedBug Bug = PlantedBug.ServeAfterExpiry;
        var seed = (ulong)Mutations.Find(Bug)!.Value.Seeds;
        var only = new Shrinking(seed, Checker.OneLeader, Bug).Smallest();
        Assert.True(only.Count < new Run(seed).Faults.Count);
        var violation = Assert.Throws<ViolationException>(() => new Run(seed, Bug, only.ToHashSet()).Execute());
        Assert.Equal(Checker.OneLeader, violation.Checker);
    }

    [Fact]
    public void A_run_without_faults_says_nothing()
    {
        var run = new Run(5, only: new HashSet<int>());
        run.Execute();
        Assert.False(run.Qualifies);
    }
}
