using Ballast.Foundation;
using Ballast.Replication.Tests.Simulated;

namespace Ballast.Replication.Tests;

public sealed class CampaignTests(ITestOutputHelper output)
{
    /// <summary>BALLAST_SEEDS makes it a campaign, from BALLAST_SEED_FROM on.</summary>
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("BALLAST_SEEDS") ?? "150", null);

    private static readonly ulong From = ulong.Parse(Environment.GetEnvironmentVariable("BALLAST_SEED_FROM") ?? "1", null);

    [Fact]
    public void A_group_agrees_serves_once_and_goes_on_through_every_kind_of_fault()
    {
        var all = new Tally();
        var found = new List<string>();
        for (var seed = From; seed < From + (ulong)Seeds; seed++)
        {
            var group = new SimulatedGroup(seed);
            try
            {
                group.Run();
            }
            catch (Exception e) when (e is ViolationException or InvariantViolatedException)
            {
                found.Add($"seed {seed}: {e}");
            }
            all.Add(group.Tally);
        }
        output.WriteLine($"{Seeds} seeds from {From}, {found.Count} violations: {all}");
        Assert.True(found.Count == 0, $"{found.Count} of {Seeds} seeds. {string.Join('\n', found.Take(5))}");
        foreach (var what in (string[])["crashes", "crashes of many", "cuts", "one-way cuts", "pauses", "changes", "lost disks", "checkpoints", "snapshots", "floors of log replicas", "members that left", "hand-overs", "unasked candidates", "stalls", "leaders that went to rest", "followers that went to rest", "rests that ended"])
            Assert.True(all[what] >= Seeds / 5, $"too few {what} to say anything: {all}");
        Assert.True(all["leaders that served"] >= Seeds * 2 && all["acknowledged"] >= Seeds * 50 && all["consistent reads"] >= Seeds * 20, $"too little was served to say anything: {all}");
    }

    [Fact]
    public void A_seed_gives_one_run()
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var (first, second) = (new SimulatedGroup(seed), new SimulatedGroup(seed));
            first.Run();
            second.Run();
            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal(first.Tally.ToString(), second.Tally.ToString());
        }
    }
}
