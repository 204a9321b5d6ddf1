using Ballast.Foundation;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

public sealed class LogAppendTests
{
    private readonly Chance _chance = new(1);
    private readonly SimulatedDisk _disk = new(new Chance(2));

    [Fact]
    public void Records_are_found_again_in_append_order()
    {
        var first = new LogWorld(_disk, _chance);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(AppendResult.Appended, first.Append(_chance, i * 7));
            if (i % 5 == 0)
                first.Executors.RunUntilIdle();
        }
        first.Executors.RunUntilIdle();
        Assert.Equal(first.Appended, new LogWorld(_disk.Crash(), _chance).Found);
    }

    [Fact]
    public void What_arrives_before_the_writer_turns_shares_one_sync()
    {
        var world = new LogWorld(_disk, _chance);
        world.Executors.RunUntilIdle();
        for (var i = 0; i < 64; i++)
            world.Append(_chance, 100);
        world.Executors.RunUntilIdle();
        Assert.Equal((1, 64, 1), (world.Log.Figures.Batches, world.Log.Figures.Records, world.Log.Figures.Syncs));
        Assert.Equal(1, world.NotificationCount);
        Assert.Equal(world.Appended[^1].End, world.Log.DurableThrough);
    }

    [Fact]
    public void Positions_grow_and_every_batch_begins_at_a_block()
    {
        var writes = new List<DiskOperation>();
        var world = new LogWorld(_disk, _chance);
        world.Executors.RunUntilIdle();
        _disk.Observer = operation => Add(writes, operation);
        for (var i = 0; i < 6; i++)
            world.Commit(_chance, 100 + i);
        // Six batches, and the mark between the first segment's three and the second's.
        Assert.Equal(7, writes.Count(write => write.Bytes == 4096));
        Assert.All(writes, write => Assert.Equal(0, write.Offset % 4096));
        Assert.Equal(world.Appended.OrderBy(record => record.End), world.Appended);

        static void Add(List<DiskOperation> writes, DiskOperation operation)
        {
            if (operation.Kind == DiskOperationKind.Write && operation.Name.EndsWith(".log", StringComparison.Ordinal))
                writes.Add(operation);
        }
    }

    [Fact]
    public void Nobody_hears_of_a_record_before_its_sync_returned()
    {
        var world = new LogWorld(_disk, _chance);
        world.Executors.RunUntilIdle();
        _disk.Observer = _ => Assert.Equal(LogPosition.BeforeLog, world.Log.DurableThrough);
        world.Append(_chance, 100);
        world.Executors.RunUntilIdle();
        Assert.Equal(world.Appended[0].End, world.Acknowledged);
    }

    [Fact]
    public void A_batch_tells_only_those_whose_records_it_holds()
    {
        var world = new LogWorld(_disk, _chance);
        var other = new CountingSubscriber();
        using var appender = world.Log.CreateAppender(other);
        world.Commit(_chance, 10);
        Assert.Equal(0, other.Count);
        for (var i = 0; i < 3; i++)
            Assert.Equal(AppendResult.Appended, appender.TryAppend(default, [1], out _));
        world.Executors.RunUntilIdle();
        Assert.Equal((1, 1), (other.Count, world.NotificationCount));
    }

    [Fact]
    public void The_pending_bound_holds_to_the_byte_and_goes_away_with_the_sync()
    {
        // The bound is smaller than a segment's room, so that nothing rolls over.
        var options = LogWorld.Small with { SegmentBytes = 64 * 1024, PendingBytesMax = 20_000 };
        for (var over = 0; over <= 1; over++)
        {
            var world = new LogWorld(new SimulatedDisk(_chance.Fork()), _chance, options);
            world.Executors.RunUntilIdle();
            var left = options.PendingBytesMax - BatchHeader.Size;
            for (; left > options.RecordBytesMax; left -= options.RecordBytesMax)
                Assert.Equal(AppendResult.Appended, world.Append(_chance, options.RecordBytesMax - LogRecordHeader.Size));
            Assert.Equal(
                over == 0 ? AppendResult.Appended : AppendResult.Busy, world.Append(_chance, left - LogRecordHeader.Size + over));
            world.Executors.RunUntilIdle();
            world.Commit(_chance, 1);
        }
    }

    [Fact]
    public void Who_was_refused_hears_when_the_next_segment_is_there()
    {
        var world = new LogWorld(_disk, _chance, LogWorld.Small with { PendingBytesMax = 1 << 20 });
        AssertTriesAgain(world);
    }

    [Fact]
    public void Who_was_refused_hears_when_the_buffer_is_empty()
    {
        var world = new LogWorld(_disk, _chance, LogWorld.Small with { SegmentBytes = 1 << 20, PendingBytesMax = 20_000 });
        world.Executors.RunUntilIdle();
        AssertTriesAgain(world);
    }

    [Fact]
    public void Who_was_refused_for_the_records_of_another_hears_too()
    {
        var world = new LogWorld(_disk, _chance, LogWorld.Small with { SegmentBytes = 1 << 20, PendingBytesMax = 20_000 });
        var other = new CountingSubscriber();
        using var appender = world.Log.CreateAppender(other);
        while (world.Append(_chance, 4000) == AppendResult.Appended)
        {
        }
        Assert.Equal(AppendResult.Busy, appender.TryAppend(default, new byte[4000], out _));
        world.Executors.RunUntilIdle();
        Assert.Equal((0, 1), (other.Count, other.RoomAgainCount));
    }

    [Fact]
    public void The_reserve_of_a_full_log_is_for_those_who_may_use_it()
    {
        var options = LogWorld.Small with { SegmentBytes = 36 * 1024, ReservedBytes = 12 * 1024, SegmentCountMax = 2 };
        var world = new LogWorld(_disk, _chance, options);
        var small = new byte[40];
        AppendResult result;
        do
        {
            result = world.Append(_chance, 4000);
            world.Executors.RunUntilIdle();
        }
        while (result is AppendResult.Appended or AppendResult.Busy);
        Assert.Equal(AppendResult.Full, result);
        // Three blocks, a batch in each.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(AppendResult.Full, world.Append(small));
            Assert.Equal(AppendResult.Appended, world.Append(small, mayUseReserve: true));
            world.Executors.RunUntilIdle();
            Assert.Equal(world.Appended[^1].End, world.Acknowledged);
        }
        Assert.Equal(AppendResult.Full, world.Append(small, mayUseReserve: true));
        world.Close();
        var next = new LogWorld(_disk, _chance, options);
        Assert.Equal(world.Appended, next.Found);
    }

    private void AssertTriesAgain(LogWorld world)
    {
        while (world.Append(_chance, 4000) is var result && result != AppendResult.Busy)
            Assert.Equal(AppendResult.Appended, result);
        Assert.Equal(AppendResult.Busy, world.Append(_chance, 4000));
        Assert.Equal(0, world.RoomAgainCount);
        world.Executors.RunUntilIdle();
        Assert.Equal(1, world.RoomAgainCount);
        world.Commit(_chance, 4000);
    }

    [Fact]
    public void The_largest_record_fits_and_a_larger_one_is_a_bug()
    {
        var world = new LogWorld(_disk, _chance);
        var most = LogWorld.Small.RecordBytesMax - LogRecordHeader.Size;
        world.Commit(_chance, most);
        Assert.Throws<InvariantViolatedException>(() => world.Append(_chance, most + 1));
        world.Executors.RunUntilIdle();
        Assert.Single(new LogWorld(_disk.Crash(), _chance).Found);
    }

    [Fact]
    public void A_closed_log_was_stopped_cleanly_until_it_is_opened_again()
    {
        var world = new LogWorld(_disk, _chance);
        Assert.True(world.Log.Recovery.WasNew);
        world.Append(_chance, 10);
        world.Close();
        Assert.Equal(AppendResult.Stopped, world.Append(_chance, 10));
        var disk = _disk.Crash();
        var second = new LogWorld(disk, _chance);
        Assert.True(second.Log.Recovery is { StoppedCleanly: true, WasNew: false, Records: 1 });
        // It promised things and wrote nothing; the clean stop is no longer true.
        var third = new LogWorld(disk.Crash(), _chance);
        Assert.False(third.Log.Recovery.StoppedCleanly);
        Assert.Equal(world.Appended, third.Found);
    }

    [Fact]
    public void A_log_can_be_opened_and_closed_for_ever_without_growing()
    {
        var disk = _disk;
        var world = new LogWorld(disk, _chance);
        world.Commit(_chance, 10);
        world.Close();
        for (var i = 0; i < 30; i++)
        {
            var again = new LogWorld(disk, _chance);
            Assert.True(again.Log.Recovery.StoppedCleanly);
            Assert.Equal(world.Appended, again.Found);
            again.Executors.RunUntilIdle();
            again.Close();
        }
        Assert.Equal(2, disk.List().Count);
    }

    [Fact]
    public void Closing_waits_for_the_preparer_and_touches_the_disk_no_more()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var world = new LogWorld(disk, new Chance(seed));
            world.Append(_chance, 5000);
            var closed = world.Log.CloseAsync();
            while (!closed.IsCompleted)
                Assert.True(world.Executors.TryStep());
            var operations = disk.OperationCount;
            world.Executors.RunUntilIdle();
            Assert.Equal(operations, disk.OperationCount);
            Assert.Empty(world.Executors.Faults);
        }
    }

    [Fact]
    public void An_append_allocates_nothing()
    {
        var world = new LogWorld(_disk, _chance);
        using var appender = world.Log.CreateAppender(new CountingSubscriber());
        var payload = new byte[100];
        for (var round = 0; round < 4; round++)
        {
            world.Executors.RunUntilIdle();
            // The first record of a batch wakes the writer, in a queue of the simulation's.
            appender.TryAppend(default, payload, out _);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 50; i++)
                appender.TryAppend(default, payload, out _);
            if (round > 0)
                Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private sealed class CountingSubscriber : ILogSubscriber
    {
        public int Count { get; private set; }
        public int RoomAgainCount { get; private set; }

        public void Durable(LogPosition through) => Count++;

        public void RoomAgain() => RoomAgainCount++;

        public void Failed(Exception cause) => Assert.Fail(cause.Message);
    }
}
