using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Identity;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

public sealed class LogFaultTests
{
    private readonly Chance _chance = new(1);
    private readonly SimulatedDisk _disk = new(new Chance(2));

    [Fact]
    public void Every_flipped_byte_of_a_cleanly_stopped_log_is_found_or_changes_nothing()
    {
        var written = WriteTwoSegments(_disk, close: true);
        int found = 0, harmless = 0;
        foreach (var (name, offset) in EveryByte(_disk))
        {
            var disk = Flipped(name, offset);
            if (TryOpen(disk) is not { } world)
            {
                found++;
                continue;
            }
            harmless++;
            Assert.True(written.SequenceEqual(world.Found), $"{name} {offset}: wrong records without an error");
        }
        Assert.True(found > 20_000 && harmless > 1000, $"{found} found, {harmless} harmless");
    }

    [Fact]
    public void After_an_unclean_stop_a_flipped_byte_costs_at_most_the_final_batch()
    {
        var written = WriteTwoSegments(_disk, close: false);
        var final = written[^1].End.Value - 1 - LogWorld.Small.SegmentBytes;
        var last = _disk.List()[1];
        int presumedTorn = 0;
        for (var offset = final / 4096 * 4096; offset < LogWorld.Small.SegmentBytes; offset++)
        {
            var world = TryOpen(Flipped(last, offset));
            Assert.NotNull(world);
            Assert.Equal(written.Take(world.Found.Count), world.Found);
            Assert.InRange(world.Found.Count, written.Count - 1, written.Count);
            presumedTorn += world.Found.Count < written.Count ? 1 : 0;
        }
        // The final batch is 40 + 36 + 300 bytes, every one of them covered.
        Assert.Equal(376, presumedTorn);
    }

    [Fact]
    public void Lost_and_misdirected_writes_are_found_or_cost_at_most_the_final_batch()
    {
        int found = 0, struck = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            var chance = new Chance(seed);
            var disk = new SimulatedDisk(chance.Fork());
            var world = new LogWorld(disk, chance);
            var strikeAt = chance.NextInt32(20);
            for (var i = 0; i < 20; i++)
            {
                if (i == strikeAt && chance.OneIn(2))
                    disk.LoseNextWrite();
                else if (i == strikeAt)
                    disk.MisdirectNextWrite(4096 * (chance.OneIn(2) ? 1 : -1) * (1 + chance.NextInt32(3)));
                Assert.Equal(AppendResult.Appended, world.Append(chance, chance.NextInt32(3000)));
                world.Executors.RunUntilIdle();
            }
            struck += disk.FaultsStruckCount;
            if (TryOpen(disk.Crash()) is not { } again)
            {
                found++;
                continue;
            }
            Assert.Equal(world.Appended.Take(again.Found.Count), again.Found);
            Assert.True(again.Found.Count >= world.Appended.Count - 1, $"seed {seed}");
        }
        Assert.True(struck == 400 && found > 300, $"{struck} struck, {found} found");
    }

    [Fact]
    public void A_missing_segment_between_others_is_found()
    {
        WriteTwoSegments(_disk, close: true);
        var world = new LogWorld(_disk, _chance);
        world.Executors.RunUntilIdle();
        _disk.Delete(_disk.List()[1]);
        Assert.Contains("missing", Assert.Throws<LogCorruptException>(() => new LogWorld(_disk, _chance)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_without_its_newest_segments_is_refused_and_left_as_it_is()
    {
        var world = new LogWorld(_disk, _chance);
        var used = 0;
        for (var i = 0; i < 14; i++)
        {
            world.Commit(_chance, 200 + _chance.NextInt32(6000));
            used = (int)(world.Acknowledged.Value / LogWorld.Small.SegmentBytes) + 1;
            for (var kept = 1; kept < used; kept++)
                AssertRefusedWith(kept);
        }
        Assert.True(used > 3, $"{used} segments");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_that_ends_before_it_was_durable_once_is_refused(bool closed)
    {
        var world = new LogWorld(_disk, _chance);
        world.Commit(_chance, 3000);
        var (older, durableOnce) = (_disk.Clone(_chance), world.Acknowledged);
        _ = new LogWorld(older.Clone(_chance), _chance, durableOnce: durableOnce);
        world.Commit(_chance, 10);
        if (closed)
            world.Close();
        durableOnce = world.Acknowledged;
        Assert.Equal(2, new LogWorld(_disk.Clone(_chance), _chance, durableOnce: durableOnce).Found.Count);
        var operations = older.OperationCount;
        Assert.Contains("newest part", Assert.Throws<LogCorruptException>(() => new LogWorld(older, _chance, durableOnce: durableOnce)).Reason, StringComparison.Ordinal);
        Assert.Equal(operations, older.OperationCount);
    }

    [Fact]
    public void A_log_that_goes_on_in_a_segment_without_a_batch_may_lose_that_segment_to_another_size()
    {
        var opened = 0;
        for (long at = 1; at <= 80; at++)
        {
            var disk = new SimulatedDisk(new Chance((ulong)at));
            disk.CutPowerAt(at, PowerCut.Before);
            var acknowledged = default(LogPosition);
            try
            {
                var world = new LogWorld(disk, _chance);
                for (var i = 0; i < 12 && world.Executors.Faults.Count == 0; i++)
                {
                    world.Append(_chance, 5000);
                    world.Executors.RunUntilIdle();
                    acknowledged = world.Acknowledged;
                }
            }
            catch (PowerCutException)
            {
            }
            // Each start is cut short at an operation of its own, and none of them may be refused.
            for (var start = 0; start < 6; start++)
            {
                disk = disk.Crash();
                disk.CutPowerAt(1 + start, PowerCut.Before);
                var options = LogWorld.Small with { SegmentBytes = start % 2 == 0 ? 24 * 1024 : 20 * 1024 };
                try
                {
                    _ = new LogWorld(disk, _chance, options, acknowledged);
                    opened++;
                }
                catch (PowerCutException)
                {
                }
            }
        }
        Assert.True(opened > 80, $"{opened} starts");
    }

    [Fact]
    public void Another_nodes_log_is_refused()
    {
        WriteTwoSegments(_disk, close: true);
        var executors = new SimulatedExecutors(_chance);
        Assert.Throws<LogCorruptException>(
            () => WriteAheadLog.Open(_disk, LogWorld.Small, new NodeId(8), executors, _chance, new NoVisitor()));
    }

    [Fact]
    public void A_log_of_a_newer_version_is_refused_by_name()
    {
        WriteTwoSegments(_disk, close: true);
        using (var file = _disk.Open(_disk.List()[0]))
        {
            var block = new byte[4096];
            file.Read(0, block);
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(12), 3);
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(8), Crc32C.Compute(block.AsSpan(12)));
            file.Write(0, block);
        }
        Assert.Equal(3u, Assert.Throws<NewerFormatException>(() => new LogWorld(_disk, _chance)).Version);
    }

    [Theory]
    [InlineData(DiskOperationKind.Sync)]
    [InlineData(DiskOperationKind.Write)]
    public void After_a_failed_write_or_sync_nothing_is_acknowledged_ever_again(DiskOperationKind kind)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var world = new LogWorld(disk, new Chance(seed));
            world.Commit(_chance, 100);
            var acknowledged = world.Acknowledged;
            disk.FailNext(kind);
            world.Append(_chance, 100);
            world.Executors.RunUntilIdle();
            Assert.IsType<IOException>(world.Failure);
            Assert.Equal(AppendResult.Stopped, world.Append(_chance, 100));
            world.Executors.RunUntilIdle();
            Assert.Equal(acknowledged, world.Acknowledged);
            Assert.Equal(acknowledged, world.Log.DurableThrough);
            world.Close();
            Assert.Empty(world.Executors.Faults);

            // The page cache shows what the failed sync lost. What the next life finds must not vanish with the power.
            var second = new LogWorld(disk, new Chance(seed));
            Assert.InRange(second.Found.Count, 1, 2);
            Assert.Equal(second.Found, new LogWorld(disk.Crash(), new Chance(seed)).Found);
        }
    }

    [Fact]
    public void A_disk_that_fails_under_the_preparer_fails_the_log()
    {
        var world = new LogWorld(_disk, _chance);
        _disk.FailNext(DiskOperationKind.Create);
        world.Executors.RunUntilIdle();
        Assert.IsType<IOException>(world.Failure);
        Assert.Equal(AppendResult.Stopped, world.Append(_chance, 1));
    }

    [Fact]
    public void A_full_disk_refuses_appends_harms_nothing_and_is_over_when_there_is_room()
    {
        _disk.QuotaBytes = 2 * LogWorld.Small.SegmentBytes + 100;
        var world = new LogWorld(_disk, _chance);
        var result = AppendUntilRefused(world);
        Assert.Equal(AppendResult.Full, result);
        Assert.Equal(world.Appended[^1].End, world.Acknowledged);
        Assert.Null(world.Failure);
        Assert.Equal(2, _disk.List().Count);

        _disk.QuotaBytes = long.MaxValue;
        world.Append(_chance, 3000);
        world.Executors.RunUntilIdle();
        world.Commit(_chance, 3000);
        Assert.Equal(world.Appended, new LogWorld(_disk.Crash(), _chance).Found);
    }

    [Fact]
    public void A_full_log_can_be_closed_and_opened()
    {
        _disk.QuotaBytes = 2 * LogWorld.Small.SegmentBytes + 100;
        var world = new LogWorld(_disk, _chance);
        AppendUntilRefused(world);
        world.Close();
        for (var i = 0; i < 3; i++)
        {
            var again = new LogWorld(_disk, _chance);
            Assert.True(again.Log.Recovery.StoppedCleanly);
            Assert.Equal(world.Appended, again.Found);
            again.Executors.RunUntilIdle();
            Assert.Equal(AppendResult.Full, again.Append(_chance, 3000));
            again.Close();
        }
    }

    [Fact]
    public void A_new_log_without_room_for_its_first_segment_leaves_nothing_behind()
    {
        _disk.QuotaBytes = LogWorld.Small.SegmentBytes - 1;
        Assert.Throws<Foundation.Disks.DiskFullException>(() => new LogWorld(_disk, _chance));
        Assert.Empty(_disk.List());
    }

    // The segment ahead goes too, as it does when someone deletes the newest files.
    private void AssertRefusedWith(int kept)
    {
        var disk = _disk.Clone(new Chance(3));
        foreach (var name in disk.List().Skip(kept))
            disk.Delete(name);
        var operations = disk.OperationCount;
        var refusal = Assert.Throws<LogCorruptException>(() => new LogWorld(disk, _chance));
        Assert.Contains("which is missing", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(operations, disk.OperationCount);
        Assert.Equal(kept, disk.List().Count);
    }

    private AppendResult AppendUntilRefused(LogWorld world)
    {
        AppendResult result;
        do
        {
            world.Executors.RunUntilIdle();
            result = world.Append(_chance, 3000);
        }
        while (result == AppendResult.Appended);
        world.Executors.RunUntilIdle();
        return result;
    }

    private List<WrittenRecord> WriteTwoSegments(SimulatedDisk disk, bool close)
    {
        var world = new LogWorld(disk, _chance);
        world.Executors.RunUntilIdle();
        foreach (var bytes in new[] { 3900, 7000, 8, 3900, 300 })
            world.Commit(_chance, bytes);
        if (close)
            world.Close();
        Assert.Equal(3, disk.List().Count);
        Assert.True(world.Log.Oldest + LogWorld.Small.SegmentBytes < world.Acknowledged);
        return world.Appended;
    }

    private static IEnumerable<(string Name, long Offset)> EveryByte(SimulatedDisk disk)
    {
        foreach (var name in disk.List())
            for (long offset = 0; offset < LogWorld.Small.SegmentBytes; offset++)
                yield return (name, offset);
    }

    private SimulatedDisk Flipped(string name, long offset)
    {
        var disk = _disk.Clone(new Chance(3));
        disk.FlipBits(name, offset, (byte)(1 << _chance.NextInt32(8)));
        return disk;
    }

    private LogWorld? TryOpen(SimulatedDisk disk)
    {
        try
        {
            return new LogWorld(disk, _chance);
        }
        catch (LogCorruptException)
        {
            return null;
        }
    }

    private sealed class NoVisitor : ILogVisitor
    {
        public void Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end)
        {
        }
    }
}
