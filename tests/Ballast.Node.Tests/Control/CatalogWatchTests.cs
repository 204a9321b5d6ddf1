using Ballast.AutoAdmin;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Control;

/// <summary>A process's catalog follows what other processes do, costs nothing while they do nothing, and never goes back.</summary>
public sealed class CatalogWatchTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_catalog_follows_within_the_poll_period()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        Assert.Null(b.Find("t"));
        world.RunFor(CatalogWatch.PollPeriod + Moment);
        Assert.Equal(TableStatus.Active, b.Find("t")?.Status);
        Assert.Equal(TableChangeOutcome.Done, a.Tag("t", "k"));
        world.RunFor(CatalogWatch.PollPeriod + Moment);
        Assert.Equal(a.Shown("t"), b.Shown("t"));
        Assert.Equal(TableChangeOutcome.Done, a.Delete("t"));
        world.RunFor(CatalogWatch.PollPeriod + Moment);
        Assert.Null(b.Find("t"));
    }

    [Fact]
    public void A_catalog_follows_at_once_who_says_that_it_has_changed_something()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        a.Administrator.Changed += b.Administrator.Watch.Changed;
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        world.Executors.RunUntilIdle();
        world.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(TableStatus.Active, b.Find("t")?.Status);
        Assert.Equal(TableChangeOutcome.Done, a.Delete("t"));
        world.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Null(b.Find("t"));
    }

    [Fact]
    public void A_refresh_shows_what_was_stored_before_it()
    {
        var (_, a, b) = SharedTableTests.Two(1);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        Assert.True(b.Refresh());
        Assert.NotNull(b.Find("t"));
    }

    [Fact]
    public void However_many_ask_one_read_is_under_way_and_one_more_is_asked_for()
    {
        const int Askers = 100;
        var (world, a, b) = SharedTableTests.Two(1);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        var (asked, read) = (b.Storage.LeaderCalls, b.Storage.RangeReads);
        Assert.True(world.Run(async () =>
        {
            var answers = Enumerable.Range(0, Askers).Select(_ => b.Administrator.RefreshAsync()).ToList();
            var isRead = true;
            foreach (var answer in answers)
                isRead &= await answer;
            return isRead;
        }));
        Assert.True(b.Storage.LeaderCalls - asked <= 2 && b.Storage.RangeReads - read <= 2, $"{b.Storage.LeaderCalls - asked} looks, {b.Storage.RangeReads - read} reads");
    }

    [Fact]
    public void Who_asks_while_a_read_is_under_way_gets_the_next_one()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        Assert.Equal(TableChangeOutcome.Done, a.Create("t"));
        var held = new TaskCompletionSource();
        b.Storage.RangeReadsHeld = held.Task;
        var first = world.Start(b.Administrator.RefreshAsync);
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, a.Create("u"));
        var second = world.Start(b.Administrator.RefreshAsync);
        world.RunFor(Moment);
        Assert.False(first.IsCompleted || second.IsCompleted);
        b.Storage.RangeReadsHeld = Task.CompletedTask;
        Release(world, held);
        Assert.True(world.Run(() => second));
        Assert.NotNull(b.Find("u"));
    }

    [Fact]
    public void While_nothing_changes_the_leader_is_asked_and_no_table_is_read_and_nothing_is_written()
    {
        const int Seconds = 90;
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "t");
        world.RunFor(TimeSpan.FromSeconds(10));
        var (reads, looks, applied) = (b.Storage.RangeReads, b.Storage.LeaderCalls, Applied(world));
        world.RunFor(TimeSpan.FromSeconds(Seconds));
        Assert.Equal(reads, b.Storage.RangeReads);
        Assert.InRange(b.Storage.LeaderCalls - looks, Seconds - 1, Seconds + 1);
        Assert.Equal(applied, Applied(world));
    }

    [Fact]
    public void A_read_that_began_before_a_change_here_does_not_undo_it()
    {
        var (world, a, _) = SharedTableTests.Two(1);
        foreach (var name in (string[])["kept", "changed", "deleted", "anew"])
            Assert.Equal(TableChangeOutcome.Done, a.Create(name));
        world.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal(TableChangeOutcome.Done, a.Tag("kept", "k"));
        var held = new TaskCompletionSource();
        a.Storage.RangeReadsHeld = held.Task;
        // The read's answer is known, and on its way.
        var refresh = world.Start(a.Administrator.RefreshAsync);
        world.RunFor(Moment);
        Assert.False(refresh.IsCompleted);
        Assert.Equal(TableChangeOutcome.Done, a.Create("new"));
        Assert.Equal(TableChangeOutcome.Done, a.Tag("changed", "k"));
        Assert.Equal(TableChangeOutcome.Done, a.Delete("deleted"));
        Assert.Equal(TableChangeOutcome.Done, a.Delete("anew"));
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, a.Create("anew"));
        world.RunFor(Moment);
        var before = a.ShownAll;
        Assert.Equal(["anew", "changed", "kept", "new"], a.Catalog.Snapshot.InNameOrder.Select(static table => table.Name));
        a.Storage.RangeReadsHeld = Task.CompletedTask;
        Release(world, held);
        // At once, and when it was read once more.
        Assert.Equal(before, a.ShownAll);
        world.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(before, a.ShownAll);
    }

    [Fact]
    public void What_another_did_behind_a_change_here_is_shown_when_it_is_read_once_more()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "t");
        Assert.Equal(TableChangeOutcome.Done, b.Tag("t", "k"));
        var held = new TaskCompletionSource();
        a.Storage.RangeReadsHeld = held.Task;
        var refresh = world.Start(a.Administrator.RefreshAsync);
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, a.Delete("t"));
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, b.Create("t"));
        world.RunFor(Moment);
        Assert.Null(a.Find("t"));
        a.Storage.RangeReadsHeld = Task.CompletedTask;
        Release(world, held);
        Assert.Null(a.Find("t"));
        Assert.True(refresh.IsCompleted);
        world.RunFor(CatalogWatch.PollPeriod + Moment);
        Assert.Equal(b.Shown("t"), a.Shown("t"));
    }

    [Fact]
    public void An_answer_that_comes_late_does_not_undo_what_was_read_meanwhile()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "anew");
        SharedTableTests.Create(world, a, b, "gone");
        foreach (var name in (string[])["anew", "gone"])
        {
            var held = new TaskCompletionSource();
            a.Storage.WritesHeld = held.Task;
            var change = a.BeginTagging(name, "k");
            world.RunFor(Moment);
            Assert.Equal(TableChangeOutcome.Done, b.Delete(name));
            world.RunFor(Moment);
            if (name == "anew")
                Assert.Equal(TableChangeOutcome.Done, b.Create(name));
            world.RunFor(Moment);
            Assert.True(a.Refresh());
            Assert.False(change.IsCompleted);
            Assert.Equal(b.Shown(name), a.Shown(name));
            a.Storage.WritesHeld = Task.CompletedTask;
            Release(world, held);
            Assert.Equal(TableChangeOutcome.Done, a.Finish(change));
            Assert.Equal(b.Shown(name), a.Shown(name));
        }
    }

    [Fact]
    public void Where_it_is_open_which_of_two_tables_is_the_newer_it_is_read_once_more()
    {
        var (world, a, b) = SharedTableTests.Two(1);
        SharedTableTests.Create(world, a, b, "t");
        var (write, read) = (new TaskCompletionSource(), new TaskCompletionSource());
        a.Storage.WritesHeld = write.Task;
        a.Storage.RangeReadsHeld = read.Task;
        var change = a.BeginTagging("t", "k");
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, b.Delete("t"));
        world.RunFor(Moment);
        Assert.Equal(TableChangeOutcome.Done, b.Create("t"));
        world.RunFor(Moment);
        // It reads the newest there will be; then the answer of the change comes, and then what was read.
        var refresh = world.Start(a.Administrator.RefreshAsync);
        world.RunFor(Moment);
        a.Storage.WritesHeld = Task.CompletedTask;
        Release(world, write);
        Assert.Equal(TableChangeOutcome.Done, a.Finish(change));
        a.Storage.RangeReadsHeld = Task.CompletedTask;
        Release(world, read);
        Assert.True(refresh.IsCompleted);
        world.RunFor(CatalogWatch.PollPeriod + Moment);
        Assert.Equal(b.Shown("t"), a.Shown("t"));
    }

    private static void Release(FleetWorld world, TaskCompletionSource held)
    {
        world.Run(async () =>
        {
            held.SetResult();
            await Task.Yield();
            return true;
        });
        world.Executors.RunUntilIdle();
    }

    private static Slot Applied(FleetWorld world)
    {
        var leader = new LeaderCall();
        leader.Begin();
        Assert.Equal(CallOutcome.Done, world.Run(GroupId.Root, leader));
        return leader.Applied;
    }
}
