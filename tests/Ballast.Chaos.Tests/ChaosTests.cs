using Ballast.Chaos.Grounds;
using Ballast.Chaos.Reports;

namespace Ballast.Chaos.Tests;

/// <summary>A short run for every build; long ones are run by hand (docs/testing-chaos.md).</summary>
public sealed class ChaosTests
{
    private const int Nodes = 3;

    [Fact]
    public async Task Chaos_slice()
    {
        SkipWithoutMachines();
        var report = await RunAsync(new ChaosOptions { Minutes = 2, Seed = 20261122, Nodes = Nodes });
        Assert.True(report.IsSuccess, report.ToString());
    }

    [Fact]
    public async Task A_lost_majority_is_found()
    {
        SkipWithoutMachines();
        var report = await RunAsync(new ChaosOptions { Minutes = 1, Seed = 1, Nodes = Nodes, LoseMajority = true });
        Assert.False(report.IsSuccess);
        Assert.Contains(report.Violations, static violation => violation.Contains("cannot be read any more", StringComparison.Ordinal));
    }

    private static void SkipWithoutMachines()
    {
        using var ground = NamespaceGround.TryCreate(Nodes, out var whyNot);
        if (ground is null)
            Assert.Skip(whyNot);
    }

    private static async Task<ChaosReport> RunAsync(ChaosOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-chaos-logs-");
        var report = await ChaosRun.RunAsync(options with { Folder = folder.FullName }, Tell, TestContext.Current.CancellationToken);
        Tell(report.ToString());
        // The nodes' logs are for whoever looks into a failure.
        if (report.IsSuccess || options.LoseMajority)
            folder.Delete(recursive: true);
        else
            Tell($"The nodes' logs are in {folder.FullName}.");
        return report;
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
