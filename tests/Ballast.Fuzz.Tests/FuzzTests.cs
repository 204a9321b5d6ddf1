using Ballast.Fuzz.Campaigns;

namespace Ballast.Fuzz.Tests;

/// <summary>A short campaign for every build; the long one is run by hand (docs/testing-fuzz.md).</summary>
public sealed class FuzzTests
{
    private const int Requests = 30_000, Connections = 4;

    [Fact]
    public async Task Thirty_thousand_strange_requests_bring_no_server_fault_no_hang_and_no_heap_of_memory()
    {
        var report = await FuzzCampaign.RunAsync(seed: 1, Requests, Connections);
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.FindingCount == 0, report.ToString());
        Assert.Equal(Requests, report.Requests);
        // Otherwise the requests are too wild, or too tame, to say anything.
        Assert.InRange(report.Accepted, Requests / 10, Requests * 6 / 10);
        Assert.Contains(report.Answers.Keys, static answer => answer.EndsWith("#ConditionalCheckFailedException", StringComparison.Ordinal));
        Assert.Contains(report.Answers.Keys, static answer => answer.EndsWith("#SerializationException", StringComparison.Ordinal));
    }
}
