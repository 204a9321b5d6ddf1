using Ballast.Durability.Campaigns;
using Ballast.Durability.Servers;

namespace Ballast.Durability.Tests;

/// <summary>Short campaigns for every build; the long ones are run by hand (docs/testing-durability.md).</summary>
public sealed class CampaignTests
{
    private const int Kills = 10, PowerCuts = 2;

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

    private static void AssertSuccess(CampaignReport report)
    {
        Tell(report.ToString());
        Assert.True(report.IsSuccess, report + "\n" + string.Join('\n', report.Violations));
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
