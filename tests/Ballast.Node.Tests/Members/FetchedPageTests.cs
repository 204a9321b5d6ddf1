using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Members;

/// <summary>A page that fetches whole items for small index entries is no longer than one that reads the items.</summary>
public sealed class FetchedPageTests
{
    private static readonly GroupId Group = new(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_ends_with_the_fetched_item_that_reaches_its_bytes(bool countOnly)
    {
        const int Items = 9, PadBytes = 1000, PageBytes = 3000;
        var world = new NodeWorld(new SimulatedDisk(new Chance(1)), new Chance(2));
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        for (var i = 0; i < Items; i++)
            Assert.Equal(CallOutcome.Done, world.Run(Group, Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i:00}", i, Alpha: $"a{i:00}", PadBytes: PadBytes))));
        var page = Schemas.Range(Schemas.Indexed.LocalIndexes[0], wholeItems: true);
        (page.CountOnly, page.BytesMax) = (countOnly, PageBytes);
        Assert.Equal(CallOutcome.Done, world.Run(Group, page));
        Assert.Equal((PageBytes / PadBytes, true), (page.Evaluated, page.HasMore));
        // What is charged for the index is as before.
        Assert.InRange(page.EvaluatedBytes, 1, PadBytes);
    }
}
