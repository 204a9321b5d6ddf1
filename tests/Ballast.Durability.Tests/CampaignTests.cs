using Ballast.Durability.Campaigns;
using Ballast.Durability.Servers;

namespace Ballast.Durability.Tests;

/// <summary>Short campaigns for every build; the long ones are run by hand (docs/testing-durability.md).</summary>
public sealed class CampaignTests
{
    private const int Kills = 10, PowerCuts = 2, ClusterCuts = 4;

    // Three nodes, one, three within a clean stop, two.
    private const ulong ClusterSeed = 5;

    [Fact]
    public async Task Ten_kills_lose_nothing_that_was_acknowledged()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("SIGKILL campaigns run on Linux.");
        AssertSuccess(await Campaign.KillAsync(seed: 1, Kills, Tell));
    }

    [Fact]
    public async Task Two_power_cuts_lose_nothing_that_was_acknowledged()
    {
        using var volume = PowerVolume.TryCreate(out var whyNot);
        if (volume is null)
            Assert.Skip(whyNot);
        AssertSuccess(await Campaign.CutPowerAsync(seed: 1, PowerCuts, volume, Tell));
    }

    [Fact]
    public async Task Four_power_cuts_of_a_cluster_lose_nothing_that_was_acknowledged()
    {
        using var volumes = VolumesOrSkip();
        AssertSuccess(await Campaign.CutClusterPowerAsync(ClusterSeed, ClusterCuts, volumes, Tell));
    }

    [Fact]
    public async Task Disks_that_lie_are_found_out()
    {
        using var volumes = VolumesOrSkip();
        var report = await Campaign.CutClusterPowerAsync(seed: 1, cuts: 1, volumes, Tell, disksLie: true);
        Assert.Contains(report.Violations, static violation => violation.Contains("; possible: ", StringComparison.Ordinal));
    }

    private static PowerVolumes VolumesOrSkip()
    {
        var volumes = PowerVolumes.TryCreate(out var whyNot);
        if (volumes is null)
            Assert.Skip(whyNot);
        return volumes;
    }

    private static void AssertSuccess(CampaignReport report)
    {
        Tell(report.ToString());
        Assert.True(report.IsSuccess, report + "\n" + string.Join('\n', report.Violations));
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
