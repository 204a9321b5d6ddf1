using Ballast.Foundation;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

public sealed class LogTrimTests
{
    private readonly Chance _chance = new(1);
    private readonly SimulatedDisk _disk = new(new Chance(2));

    [Fact]
    public void Trimming_takes_whole_segments_below_the_floor_and_nothing_above_it()
    {
        var world = new LogWorld(_disk, _chance);
        Fill(world, 20);
        var floor = world.Appended[10].End;
        world.Log.TrimTo(floor);
        world.Executors.RunUntilIdle();
        Assert.True(world.Log.Oldest <= floor && world.Log.Oldest + LogWorld.Small.SegmentBytes > floor);
        var found = new LogWorld(_disk.Crash(), _chance).Found;
        Assert.Equal(world.Appended.Skip(world.Appended.Count - found.Count), found);
        Assert.True(found.Count is >= 9 and < 20);
    }

    [Fact]
    public void The_segment_in_use_is_never_trimmed()
    {
        var world = new LogWorld(_disk, _chance);
        world.Commit(_chance, 100);
        world.Log.TrimTo(world.Acknowledged);
        world.Executors.RunUntilIdle();
        Assert.Equal(LogPosition.BeforeLog, world.Log.Oldest);
        Assert.Single(new LogWorld(_disk.Crash(), _chance).Found);
    }

    [Fact]
    public void A_floor_that_is_not_durable_is_a_bug()
    {
        var world = new LogWorld(_disk, _chance);
        world.Append(_chance, 100);
        Assert.Throws<InvariantViolatedException>(() => world.Log.TrimTo(world.Appended[0].End));
    }

    [Fact]
    public void Trimmed_segments_live_again_and_no_more_are_kept_than_allowed()
    {
        var world = new LogWorld(_disk, _chance);
        Fill(world, 14);
        world.Log.TrimTo(world.Acknowledged);
        world.Executors.RunUntilIdle();
        Assert.Equal(LogWorld.Small.RecycledSegmentsMax, _disk.List().Count(name => name.EndsWith(".spare", StringComparison.Ordinal)));
        var created = world.Log.Figures.SegmentsCreated;
        Fill(world, 6);
        Assert.Equal(created, world.Log.Figures.SegmentsCreated);
        Assert.True(world.Log.Figures.SegmentsRecycled >= 2);
    }

    [Fact]
    public void A_recycled_segment_never_gives_back_what_it_held_before()
    {
        var world = new LogWorld(_disk, _chance);
        for (var round = 0; round < 40; round++)
        {
            Fill(world, 3);
            world.Log.TrimTo(world.Acknowledged);
            world.Executors.RunUntilIdle();
            var again = new LogWorld(_disk.Survivor(_chance), _chance);
            Assert.Equal(world.Appended.Skip(world.Appended.Count - again.Found.Count), again.Found);
            Assert.True(again.Found.Count < 8);
        }
        Assert.True(world.Log.Figures.SegmentsRecycled > 10);
    }

    [Fact]
    public void The_bound_on_segments_refuses_appends_until_the_log_is_trimmed()
    {
        var world = new LogWorld(_disk, _chance);
        var appended = 0;
        for (; world.Append(_chance, 7000) == AppendResult.Appended; appended++)
            world.Executors.RunUntilIdle();
        Assert.Equal(AppendResult.Full, world.Append(_chance, 7000));
        Assert.Equal(LogWorld.Small.SegmentCountMax, _disk.List().Count);
        Assert.Equal(LogWorld.Small.SegmentCountMax, appended);
        world.Log.TrimTo(world.Acknowledged);
        world.Executors.RunUntilIdle();
        world.Commit(_chance, 7000);
    }

    [Fact]
    public void Segments_of_another_length_are_read_and_new_ones_have_the_length_that_is_asked_for()
    {
        var world = new LogWorld(_disk, _chance);
        Fill(world, 6);
        world.Executors.RunUntilIdle();
        var larger = LogWorld.Small with { SegmentBytes = 64 * 1024, RecordBytesMax = 40 * 1024, PendingBytesMax = 48 * 1024 };
        var second = new LogWorld(_disk, _chance, larger);
        second.Executors.RunUntilIdle();
        second.Commit(_chance, 39_000);
        second.Commit(_chance, 39_000);
        Assert.Equal([.. world.Appended, .. second.Appended], new LogWorld(_disk.Crash(), _chance, larger).Found);
    }

    private void Fill(LogWorld world, int records)
    {
        for (var i = 0; i < records; i++)
        {
            world.Executors.RunUntilIdle();
            world.Commit(_chance, 3500);
        }
        world.Executors.RunUntilIdle();
    }
}
