using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Control;

/// <summary>Two processes change tables over the same groups: conditional writes order what they do.</summary>
public sealed class SharedTableTests
{
    private const ulong Seeds = 20;
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(3);

    public static TheoryData<ulong> EachSeed => [.. Enumerable.Range(0, (int)Seeds).Select(static seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(EachSeed))]
    public void Of_two_creations_of_a_name_one_is_done(ulong seed)
    {
        var (world, a, b) = Two(seed);
        var (first, second) = (a.BeginCreation("t"), b.BeginCreation("t"));
        Assert.Equal([TableChangeOutcome.Done, TableChangeOutcome.Exists], new[] { a.Finish(first), b.Finish(second) }.Order());
        world.RunFor(AWhile);
        Assert.Equal(TableStatus.Active, a.Find("t")?.Status);
        Assert.Equal(a.Shown("t"), b.Shown("t"));
        AssertTogether(world, a);
    }

    [Theory]
    [MemberData(nameof(EachSeed))]
    public void Changes_of_both_survive(ulong seed)
    {
        const int Each = 6;
        var (world, a, b) = Two(seed);
        Create(world, a, b, "t");
        var changes = Enumerable.Range(0, Each).SelectMany(i => new[] { a.BeginTagging("t", $"a{i}"), b.BeginTagging("t", $"b{i}") }).ToList();
        Assert.All(changes, change => Assert.Equal(TableChangeOutcome.Done, a.Finish(change)));
        world.RunFor(AWhile);
        Assert.Equal(2 * Each, a.Find("t")!.Tags.Count);
        Assert.Equal((ulong)(2 + 2 * Each), a.Find("t")!.Version);
        Assert.Equal(a.Find("t")!.Tags.Keys, b.Find("t")!.Tags.Keys);
    }

    [Theory]
    [MemberData(nameof(EachSeed))]
    public void A_deletion_against_a_change_ends_in_no_table(ulong seed)
    {
        var (world, a, b) = Two(seed);
        Create(world, a, b, "t");
        var (deletion, change) = (a.BeginDeletion("t"), b.BeginTagging("t", "k"));
        Assert.Equal(TableChangeOutcome.Done, a.Finish(deletion));
        Assert.Contains(b.Finish(change), new[] { TableChangeOutcome.Done, TableChangeOutcome.Busy, TableChangeOutcome.NotFound });
        world.RunFor(AWhile);
        Assert.Null(a.Find("t"));
        Assert.Null(b.Find("t"));
        AssertTogether(world, a);
    }

    [Theory]
    [MemberData(nameof(EachSeed))]
    public void Two_deletions_delete_once_and_the_name_is_free(ulong seed)
    {
        var (world, a, b) = Two(seed);
        Create(world, a, b, "t");
        var (first, second) = (a.BeginDeletion("t"), b.BeginDeletion("t"));
        var outcomes = new[] { a.Finish(first), b.Finish(second) };
        Assert.Single(outcomes, TableChangeOutcome.Done);
        Assert.Single(outcomes, static outcome => outcome is TableChangeOutcome.Busy or TableChangeOutcome.NotFound);
        world.RunFor(AWhile);
        Create(world, b, a, "t");
        AssertTogether(world, a);
    }

    [Fact]
    public void A_process_knows_what_another_has_done_although_its_catalog_does_not()
    {
        var (world, a, b) = Two(1);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        Assert.Null(b.Find("t"));
        Assert.Equal(TableChangeOutcome.Exists, b.Create("t"));
        Assert.NotNull(b.Find("t"));
        world.RunFor(AWhile);
        Assert.Equal(TableChangeOutcome.Done, b.Tag("t", "k"));
        Assert.Equal(TableChangeOutcome.Done, a.Tag("t", "l"));
        Assert.Equal(["k", "l"], a.Find("t")!.Tags.Keys);
        Assert.Equal(TableChangeOutcome.Done, a.Delete("t"));
        Assert.Contains(b.Tag("t", "m"), new[] { TableChangeOutcome.Busy, TableChangeOutcome.NotFound });
    }

    internal static (FleetWorld World, ControlProcess A, ControlProcess B) Two(ulong seed)
    {
        var chance = new Chance(seed);
        var world = new FleetWorld(FleetWorld.NewDisks(chance), chance.Fork());
        return (world, new ControlProcess(world, seed + 1000), new ControlProcess(world, seed + 2000));
    }

    internal static void Create(FleetWorld world, ControlProcess by, ControlProcess other, string name)
    {
        Assert.Equal(TableChangeOutcome.Done, by.Create(name));
        world.RunFor(AWhile);
        Assert.Equal(TableStatus.Active, by.Find(name)?.Status);
        Assert.Equal(by.Shown(name), other.Shown(name));
    }

    /// <summary>The nodes hold the groups of the tables, and no other.</summary>
    internal static void AssertTogether(FleetWorld world, ControlProcess process) => Assert.Equal(
        process.Catalog.Snapshot.InNameOrder.Select(static table => table.Group).Prepend(GroupId.Root).Order(), world.Fleet.LocalGroups);
}
