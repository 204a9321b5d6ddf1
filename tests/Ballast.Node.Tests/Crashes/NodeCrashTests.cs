using Ballast.Foundation;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Crashes;

/// <summary>A whole node over several lives, the first ended by a power cut at each of its disk operations in turn.</summary>
public sealed class NodeCrashTests
{
    private const ulong SeedCount = 12;

    /// <summary>BALLAST_CRASH_SEEDS=100 walks through more seeds than the build does.</summary>
    private static ulong SeedsAsked =>
        ulong.TryParse(Environment.GetEnvironmentVariable("BALLAST_CRASH_SEEDS"), out var asked) ? asked : SeedCount;

    [Fact]
    public void Every_crash_point_leaves_every_acknowledged_write_and_a_prefix_of_the_rest()
    {
        var total = new Tally();
        for (ulong seed = 0; seed < SeedsAsked; seed++)
        {
            var operations = Story.OperationsOf(seed);
            Assert.True(operations > 100, $"seed {seed}: only {operations} disk operations");
            for (long at = 1; at <= operations; at++)
            {
                // Nothing is written inside a change of names, so there the two cuts are one.
                var story = new Story(seed, at, (PowerCut)((at + (long)seed) % 2));
                story.Tell();
                total.Add(story.Tally);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(total.ToString());
        Assert.True(total.Points > 2000, $"{total}");
        Assert.True(total is { Acknowledged: > 10_000, Lost: > 500, Negative: > 200, Refused: > 20, Checkpoints: > 2000, Trims: > 500, SecondCuts: > 1000 }, $"{total}");
    }

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        Assert.Equal(Hash(3), Hash(3));
        Assert.NotEqual(Hash(3), Hash(4));

        static uint Hash(ulong seed)
        {
            var story = new Story(seed, 60, PowerCut.Inside);
            story.Tell();
            return story.Tally.Trace;
        }
    }

    /// <summary>What the stories came across; one that met nothing proves nothing.</summary>
    private sealed class Tally
    {
        public int Points { get; set; }
        public long Acknowledged { get; set; }
        public long Lost { get; set; }
        public long Negative { get; set; }
        public long Refused { get; set; }
        public long Checkpoints { get; set; }
        public long Trims { get; set; }
        public long SecondCuts { get; set; }
        public uint Trace { get; set; }

        public void Add(Tally other)
        {
            Points++;
            Acknowledged += other.Acknowledged;
            Lost += other.Lost;
            Negative += other.Negative;
            Refused += other.Refused;
            Checkpoints += other.Checkpoints;
            Trims += other.Trims;
            SecondCuts += other.SecondCuts;
        }

        public override string ToString() =>
            $"{Points} crash points: {Acknowledged} acknowledged writes, {Lost} lost that were not, {Negative} negative answers, {Refused} refusals, "
            + $"{Checkpoints} syncs of trees, {Trims} log segments retired, {SecondCuts} second cuts";
    }

    /// <summary>A life until the chosen operation; one until an operation that the seed picks, often inside recovery; one that works and stops cleanly; one that reads.</summary>
    private sealed class Story(ulong seed, long cutAt, PowerCut cut)
    {
        private const int WritesPerLife = 70, WritesAfter = 12, SecondCutWithin = 60;
        private readonly Chance _chance = new(seed);
        private readonly List<GroupModel> _groups = [];
        private Workload? _workload;

        public Tally Tally { get; } = new();

        public static long OperationsOf(ulong seed)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var story = new Story(seed, long.MaxValue, PowerCut.Before);
            story.Live(disk, long.MaxValue, PowerCut.Before, WritesPerLife, runOut: true);
            return disk.OperationCount;
        }

        public void Tell()
        {
            try
            {
                var disk = new SimulatedDisk(new Chance(seed));
                disk = Live(disk, cutAt, cut, WritesPerLife, runOut: true);
                disk = Live(disk, 1 + _chance.NextInt32(SecondCutWithin), (PowerCut)_chance.NextInt32(2), WritesAfter);
                if (disk.OperationCount == 0)
                    Tally.SecondCuts++;
                disk = Live(disk, long.MaxValue, PowerCut.Before, WritesAfter, runOut: true, close: true);
                Live(disk, long.MaxValue, PowerCut.Before, operations: 0, runOut: true, close: true);
            }
            catch (Exception e) when (e is not PowerCutException)
            {
                throw new InvalidOperationException($"Seed {seed}, operation {cutAt}, {cut}: {e.Message}", e);
            }
        }

        private SimulatedDisk Live(SimulatedDisk disk, long endAt, PowerCut end, int operations, bool runOut = false, bool close = false)
        {
            disk.CutPowerAt(endAt, end);
            disk.SyncDuration = TimeSpan.FromMicroseconds(_chance.NextInt32(2) * 90);
            disk.Observer = Observe;
            _workload ??= new Workload(_chance, _groups);
            NodeWorld? world = null;
            try
            {
                world = new NodeWorld(disk, _chance);
                Check(world);
                _workload.Run(world, operations);
                if (runOut)
                    _workload.RunOut(world);
                if (!close)
                    return disk;
                world.Close();
                Tally.Trace ^= world.Executors.TraceHash;
                return disk;
            }
            catch (PowerCutException)
            {
                if (world is not null)
                    Tally.Trace ^= world.Executors.TraceHash;
                return disk.Crash();
            }
        }

        private void Observe(DiskOperation operation)
        {
            if (operation.Kind == DiskOperationKind.Sync && operation.Name.EndsWith(".tree", StringComparison.Ordinal))
                Tally.Checkpoints++;
            else if (operation.Kind is DiskOperationKind.Rename or DiskOperationKind.Delete && operation.Name.StartsWith("wal-", StringComparison.Ordinal)
                && operation.Name.EndsWith(".log", StringComparison.Ordinal))
                Tally.Trims++;
        }

        // A check that the power cuts short has taken nothing for granted: the next life begins it anew.
        private void Check(NodeWorld world)
        {
            _workload!.Settle();
            var found = _groups.ToDictionary(static group => group, group => world.Describe(group.Id) is null ? null : GroupAudit.Check(world, group.Id, group.Schema));
            foreach (var (group, items) in found)
                Recovered(group, items);
        }

        private void Recovered(GroupModel group, Dictionary<string, ModelItem>? items)
        {
            if (items is null)
            {
                Assert.True(group.Phase != GroupPhase.Live, $"{group.Id} is gone");
                _groups.Remove(group);
                return;
            }
            Tally.Refused += group.RefusedCount;
            Tally.Negative += group.NegativeCount;
            var (acknowledged, lost) = (group.AcknowledgedCount, group.LostCount);
            group.Recovered(items);
            Tally.Acknowledged += group.AcknowledgedCount - acknowledged;
            Tally.Lost += group.LostCount - lost;
            group.Phase = GroupPhase.Live;
        }
    }
}
