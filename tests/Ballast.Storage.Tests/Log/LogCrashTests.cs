using Ballast.Foundation;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

/// <summary>A log over several lives, each ended by a power cut, a killed process or a clean stop, against what it must still hold.</summary>
public sealed class LogCrashTests
{
    private sealed class ProcessKilledException : Exception;

    private enum End
    {
        CutBefore,
        CutInside,
        Kill,
    }

    [Fact]
    public void Every_crash_point_leaves_a_prefix_with_everything_acknowledged()
    {
        var points = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            var operations = Story.OperationsOf(seed);
            Assert.True(operations > 40);
            for (long at = 1; at <= operations; at++)
                foreach (var end in Enum.GetValues<End>())
                {
                    new Story(seed, at, end).Tell();
                    points++;
                }
        }
        Assert.True(points > 2000, $"{points} crash points");
    }

    [Fact]
    public void Stories_reach_what_they_are_about()
    {
        long recycled = 0, torn = 0, segments = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            var story = new Story(seed, Story.OperationsOf(seed) * 3 / 4, End.CutInside);
            story.Tell();
            recycled += story.RecycledCount;
            torn += story.LostCount;
            segments += story.CreatedCount;
        }
        Assert.True(recycled > 20 && torn > 5 && segments > 50, $"{recycled} recycled, {torn} lost, {segments} created");
    }

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        Assert.Equal(Hash(3), Hash(3));
        Assert.NotEqual(Hash(3), Hash(4));

        static uint Hash(ulong seed)
        {
            var story = new Story(seed, 60, End.CutInside);
            story.Tell();
            return story.Trace;
        }
    }

    /// <summary>First life until the chosen operation, a second until an operation that the seed picks, a third that checks and closes, a fourth that reads.</summary>
    private sealed class Story(ulong seed, long firstEndAt, End firstEnd)
    {
        private readonly Chance _chance = new(seed);
        private readonly List<WrittenRecord> _must = [];
        private LogPosition _durable;
        private LogPosition _floor;

        public long RecycledCount { get; private set; }
        public long CreatedCount { get; private set; }
        public long LostCount { get; private set; }
        public uint Trace { get; private set; }

        public static long OperationsOf(ulong seed)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            new Story(seed, long.MaxValue, End.CutBefore).Live(disk, long.MaxValue, End.CutBefore);
            return disk.OperationCount;
        }

        public void Tell()
        {
            try
            {
                var disk = new SimulatedDisk(new Chance(seed));
                disk = Live(disk, firstEndAt, firstEnd);
                disk = Live(disk, 1 + disk.OperationCount + _chance.NextInt32(50), (End)_chance.NextInt32(3));
                disk = Live(disk, long.MaxValue, End.Kill, close: true);
                Live(disk, long.MaxValue, End.Kill, close: true, mustBeClean: true);
            }
            catch (Exception e) when (e is not PowerCutException)
            {
                throw new InvalidOperationException($"Seed {seed}, operation {firstEndAt}, {firstEnd}: {e.Message}", e);
            }
        }

        private SimulatedDisk Live(SimulatedDisk disk, long endAt, End end, bool close = false, bool mustBeClean = false)
        {
            if (end == End.Kill)
                disk.Observer = operation => Kill(operation.Number, endAt);
            else
                disk.CutPowerAt(endAt, end == End.CutBefore ? PowerCut.Before : PowerCut.Inside);
            LogWorld? world = null;
            try
            {
                world = new LogWorld(disk, _chance, durableOnce: _durable);
                Check(world, mustBeClean);
                Work(world);
                if (close)
                    world.Close();
            }
            catch (Exception e) when (e is PowerCutException or ProcessKilledException)
            {
            }
            if (world is not null)
                Note(world);
            disk.Observer = null;
            return end == End.Kill ? disk : disk.Crash();
        }

        private static void Kill(long operation, long endAt)
        {
            if (operation >= endAt)
                throw new ProcessKilledException();
        }

        // What was found is a prefix of what was appended, with everything acknowledged; trimming takes only what is below the floor.
        private void Check(LogWorld world, bool mustBeClean)
        {
            var first = world.Found.Count > 0 ? _must.FindIndex(record => record.End == world.Found[0].End) : 0;
            Assert.True(first >= 0, "an unknown record was found");
            Assert.True(first == 0 || _must[first - 1].End <= _floor, "a record above the floor was trimmed");
            Assert.Equal(_must.Skip(first).Take(world.Found.Count), world.Found);
            var kept = first + world.Found.Count;
            Assert.True(kept == _must.Count || _must[kept].End > _durable, "an acknowledged record is gone");
            Assert.Equal(mustBeClean, world.Log.Recovery.StoppedCleanly);
            LostCount += _must.Count - kept;
            _must.RemoveRange(kept, _must.Count - kept);
            _must.RemoveRange(0, first);
            // Found is as good as acknowledged: its owner acts on it.
            _durable = world.Log.DurableThrough;
        }

        private void Work(LogWorld world)
        {
            for (var i = 0; i < 30; i++)
            {
                var bytes = _chance.NextInt32(4) switch { 0 => 0, 1 => _chance.NextInt32(LogWorld.Small.RecordBytesMax - 35), _ => _chance.NextInt32(600) };
                world.Append(_chance, bytes);
                for (var steps = _chance.NextInt32(6); steps > 0; steps--)
                    world.Executors.TryStep();
                if (_chance.OneIn(4))
                    world.Executors.RunUntilIdle();
                if (_chance.OneIn(6))
                    Trim(world);
                StopWhereTheProcessDid(world);
            }
        }

        private static void StopWhereTheProcessDid(LogWorld world)
        {
            foreach (var fault in world.Executors.Faults)
                throw fault.Exception is PowerCutException or ProcessKilledException
                    ? fault.Exception : new InvalidOperationException(fault.Executor, fault.Exception);
        }

        private void Trim(LogWorld world)
        {
            if (world.Acknowledged <= _floor)
                return;
            _floor = world.Acknowledged;
            world.Log.TrimTo(_floor);
        }

        private void Note(LogWorld world)
        {
            _must.AddRange(world.Appended);
            if (world.Acknowledged > _durable)
                _durable = world.Acknowledged;
            RecycledCount += world.Log.Figures.SegmentsRecycled;
            CreatedCount += world.Log.Figures.SegmentsCreated;
            Trace ^= world.Executors.TraceHash;
        }
    }
}
