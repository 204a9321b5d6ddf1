using System.Diagnostics;

using Ballast.Simulation.Campaigns;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Tests;

/// <summary>A short slice of what <c>tests/Ballast.Simulation</c> does at length.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 16, FreshSeeds = 8;
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(10);

    /// <summary>Each showed something once: a bug of the product, or of the simulation.</summary>
    public static TheoryData<ulong> Seeds => [11, 22, 38, 44, 80, 102710, 113, 118, 130, 100021, 100569, 200688, 201854, 301013, 301417, 301820, 400852, 401563, 600164, 601096, 601434, 601865, 700598, 801551];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_seed_that_once_failed_passes(ulong seed) => new Run(seed).Execute();

    [Fact]
    public void Fixed_seeds_pass() => AssertClean(from: 1, FixedSeeds);

    [Fact]
    public void Fresh_seeds_pass() => AssertClean((ulong)Random.Shared.NextInt64(1, long.MaxValue / 2), FreshSeeds);

    [Fact]
    public void A_seed_gives_the_same_trace_again_and_in_another_process()
    {
        const ulong Seed = 5;
        var sums = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var run = new Run(Seed);
            run.Execute();
            sums.Add($"trace-hash: {run.TraceSum:x16}");
        }
        sums.Add(InAnotherProcess("--replay", $"{Seed}").Trim().Split('\n')[^1].Trim());
        Assert.Equal(sums[0], sums[1]);
        Assert.Equal(sums[0], sums[2]);
    }

    [Fact]
    public void The_program_says_how_it_ended()
    {
        Assert.EndsWith("1 seeds, 0 violations", InAnotherProcess("--seeds", "1", "--from", "5").Trim(), StringComparison.Ordinal);
        Assert.Contains("usage:", InAnotherProcess("--sneeds", "1"), StringComparison.Ordinal);
    }

    private void AssertClean(ulong from, int seeds)
    {
        output.WriteLine($"seeds from {from}");
        using var lines = new StringWriter();
        var campaign = new Campaign(from, lines);
        campaign.RunUntil((qualified, _) => qualified >= seeds);
        campaign.Summarize();
        output.WriteLine(lines.ToString());
        Assert.True(campaign.IsClean && campaign.QualifiedCount == seeds, string.Join('\n', campaign.Findings.Select(static finding => $"seed {finding.Seed}: {finding.Violation}")));
    }

    private static string InAnotherProcess(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Ballast.Simulation.dll");
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (written, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeMax))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The simulation did not end within {TimeMax}.");
        }
        return written.Result + errors.Result;
    }
}
