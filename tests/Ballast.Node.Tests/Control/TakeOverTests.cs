using Ballast.AutoAdmin;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Control;

/// <summary>A process that dies on the way to a table, or from one: another finishes it, and nothing is left behind.</summary>
public sealed class TakeOverTests
{
    // Ten seconds in one version as the others see it, the look before and the look after.
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(10) + CatalogWatch.PollPeriod + 2 * TableAdministrator.LookPeriod + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReclaimedWithin = TimeSpan.FromMinutes(1) + 2 * TableAdministrator.LookPeriod;
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(3);

    /// <summary>The group's id, the description, the group, ACTIVE; and whether the process dies before the step or behind it.</summary>
    public static TheoryData<int, bool> StepsOfCreation => Steps(4);

    /// <summary>DELETING, the group, the description.</summary>
    public static TheoryData<int, bool> StepsOfDeletion => Steps(3);

    [Theory]
    [MemberData(nameof(StepsOfCreation))]
    public void A_creation_whose_process_dies_at_any_step_is_finished_by_another(int steps, bool behind)
    {
        var (world, a, b) = SharedTableTests.Two((ulong)steps);
        Die(a, steps, behind);
        var answer = a.BeginCreation("t");
        world.RunFor(AWhile);
        Assert.True(a.Storage.IsDead);
        var isBegun = answer.IsCompleted || b.Find("t") is not null;
        world.RunFor(TakenOverWithin);
        Assert.Equal(isBegun ? TableStatus.Active : null, b.Find("t")?.Status);
        world.RunFor(ReclaimedWithin);
        SharedTableTests.AssertTogether(world, b);
        if (isBegun)
            Assert.Equal(CallOutcome.Done, world.Run(b.Find("t")!.Group, Schemas.Write(WriteKind.Put, new ModelItem("p", "s", 1))));
        else
            Assert.Equal(TableChangeOutcome.Done, b.Create("t"));
    }

    [Theory]
    [MemberData(nameof(StepsOfDeletion))]
    public void A_deletion_whose_process_dies_at_any_step_is_finished_by_another(int steps, bool behind)
    {
        var (world, a, b) = SharedTableTests.Two((ulong)steps);
        SharedTableTests.Create(world, a, b, "t");
        Die(a, steps, behind);
        var answer = a.BeginDeletion("t");
        world.RunFor(AWhile);
        Assert.True(a.Storage.IsDead);
        var isBegun = answer.IsCompleted || b.Find("t") is not { Status: TableStatus.Active };
        world.RunFor(TakenOverWithin);
        Assert.Equal(isBegun ? null : TableStatus.Active, b.Find("t")?.Status);
        SharedTableTests.AssertTogether(world, b);
    }

    [Fact]
    public void A_process_that_dies_while_it_takes_over_is_followed_by_the_next()
    {
        for (var steps = 0; steps < 5; steps++)
        {
            var (world, a, b) = SharedTableTests.Two((ulong)steps);
            Die(a, steps: 2, behind: false);
            Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
            Die(b, steps, behind: true);
            world.RunFor(TakenOverWithin);
            Assert.True(b.Storage.IsDead);
            // It takes over at once what it finds at its start.
            var c = new ControlProcess(world, 3);
            Assert.Equal(TableStatus.Active, c.Find("t")?.Status);
            world.RunFor(ReclaimedWithin);
            SharedTableTests.AssertTogether(world, c);
        }
    }

    [Fact]
    public void Two_that_take_over_at_once_make_one_table()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        var c = new ControlProcess(world, 3);
        Die(a, steps: 2, behind: false);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        world.RunFor(TakenOverWithin);
        Assert.Equal(TableStatus.Active, b.Find("t")?.Status);
        Assert.Equal(b.Shown("t"), c.Shown("t"));
        Assert.Single(b.Storage.Made.Concat(c.Storage.Made), b.Find("t")!.Group);
        world.RunFor(ReclaimedWithin);
        SharedTableTests.AssertTogether(world, b);
    }

    [Fact]
    public void A_creation_that_was_taken_over_while_it_hung_does_no_harm_and_leaves_no_group()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        var held = new TaskCompletionSource();
        a.Storage.CreationsHeld = held.Task;
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        var abandoned = a.Find("t")!.Group;
        world.RunFor(TakenOverWithin);
        var table = b.Find("t")!;
        var shown = b.Shown("t");
        Assert.Equal(TableStatus.Active, table.Status);
        Assert.NotEqual(abandoned, table.Group);
        Assert.Equal(CallOutcome.Done, world.Run(table.Group, Schemas.Write(WriteKind.Put, new ModelItem("p", "s", 1))));
        Assert.DoesNotContain(abandoned, a.Storage.Made);

        world.Run(async () =>
        {
            held.SetResult();
            await Task.Yield();
            return true;
        });
        world.RunFor(TableAdministrator.LookPeriod * 2);
        Assert.Contains(abandoned, a.Storage.Made);
        // Whoever was overtaken looks at once for what it has left.
        Assert.DoesNotContain(abandoned, world.Fleet.LocalGroups);
        Assert.Equal(shown, a.Shown("t"));
        Assert.Equal(shown, b.Shown("t"));
        var read = Schemas.Read(new ModelItem("p", "s", 1));
        Assert.Equal(CallOutcome.Done, world.Run(table.Group, read));
        Assert.True(read.Found);
    }

    [Fact]
    public void A_change_that_nobody_settles_is_settled_by_another()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "t");
        Die(a, steps: 1, behind: false);
        Assert.Equal(TableChangeOutcome.Done, a.Finish(world.Start(() => a.Administrator.ChangeAsync("t", static table => table with { Status = TableStatus.Updating }))));
        world.RunFor(AWhile);
        Assert.Equal(TableStatus.Updating, b.Find("t")?.Status);
        world.RunFor(TakenOverWithin);
        Assert.Equal(TableStatus.Active, b.Find("t")?.Status);
    }

    [Fact]
    public void A_group_that_is_in_no_table_goes_within_a_minute()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "t");
        SharedTableTests.Create(world, a, b, "u");
        Assert.Equal(TableChangeOutcome.Done, a.Delete("u"));
        world.RunFor(AWhile);
        var orphan = new GroupId(3);
        Assert.Equal(CallOutcome.Done, world.Create(orphan, Schemas.Plain));
        world.RunFor(ReclaimedWithin);
        SharedTableTests.AssertTogether(world, a);
    }

    private static TheoryData<int, bool> Steps(int count)
    {
        var steps = new TheoryData<int, bool>();
        for (var step = 0; step < count; step++)
        {
            steps.Add(step, false);
            steps.Add(step, true);
        }
        return steps;
    }

    private static void Die(ControlProcess process, int steps, bool behind) =>
        (process.Storage.StepsLeft, process.Storage.DiesBehindTheStep) = (steps, behind);
}
