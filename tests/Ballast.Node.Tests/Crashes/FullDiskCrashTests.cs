using Ballast.Foundation;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Crashes;

/// <summary>A whole node over many short lives on a disk that is full now and then, each ended by a power cut or a kill, and with other bounds than the one before.</summary>
public sealed class FullDiskCrashTests
{
    private const ulong SeedCount = 150;
    private const int Lives = 10, WritesPerLife = 40, OperationsMax = 260;

    private static readonly StorageNodeOptions[] Bounds =
    [
        NodeWorld.Small,
        NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentCountMax = 4 }, Limits = NodeWorld.Small.Limits with { CheckpointBytes = 16 * 1024, DirtyBytesMax = 32 * 1024 } },
        NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentBytes = 36 * 1024, SegmentCountMax = 4 } },
        NodeWorld.Small with { Limits = NodeWorld.Small.Limits with { LogHeldBytesMax = 48 * 1024, CheckpointBytes = 80 * 1024 } },
    ];

    private static ulong SeedsAsked =>
        ulong.TryParse(Environment.GetEnvironmentVariable("BALLAST_CRASH_SEEDS"), out var asked) ? asked : SeedCount;

    [Fact]
    public void Every_life_on_a_full_disk_leaves_every_acknowledged_write()
    {
        int acknowledged = 0, refused = 0, fullStarts = 0;
        for (ulong seed = 0; seed < SeedsAsked; seed++)
        {
            var story = new Story(seed);
            story.Tell();
            acknowledged += story.Acknowledged;
            refused += story.Refused;
            fullStarts += story.FullStarts;
        }
        Assert.True(acknowledged > (int)SeedsAsked * 50 && refused > (int)SeedsAsked * 5 && fullStarts > (int)SeedsAsked,
            $"{acknowledged} acknowledged, {refused} refused, {fullStarts} starts on a full disk");
    }

    private sealed class Story(ulong seed)
    {
        private readonly Chance _chance = new(seed);
        private readonly List<GroupModel> _groups = [];
        private Workload? _workload;

        public int Acknowledged { get; private set; }
        public int Refused { get; private set; }
        public int FullStarts { get; private set; }

        public void Tell()
        {
            _workload = new Workload(_chance, _groups);
            var disk = new SimulatedDisk(_chance.Fork());
            for (var life = 0; life < Lives; life++)
                try
                {
                    disk = Live(disk, isLast: life == Lives - 1);
                }
                catch (Exception e) when (e is not PowerCutException)
                {
                    throw new InvalidOperationException($"Seed {seed}, life {life}: {e.Message}", e);
                }
        }

        private SimulatedDisk Live(SimulatedDisk disk, bool isLast)
        {
            var isFull = !isLast && _chance.OneIn(2) && disk.List().Count > 4;
            disk.QuotaBytes = isFull ? UsedBytes(disk) + _chance.NextInt32(3) * 9000 : long.MaxValue;
            disk.CutPowerAt(isLast ? long.MaxValue : disk.OperationCount + 1 + _chance.NextInt32(OperationsMax), (PowerCut)_chance.NextInt32(2));
            FullStarts += isFull ? 1 : 0;
            try
            {
                var world = new NodeWorld(disk, _chance, isLast ? null : Bounds[_chance.NextInt32(Bounds.Length)]);
                Check(world, isFull);
                _workload!.Run(world, WritesPerLife);
                if (isFull && _chance.OneIn(2))
                    disk.QuotaBytes = long.MaxValue;
                _workload.Run(world, WritesPerLife);
                if (isLast)
                    _workload.RunOut(world);
                else if (_chance.OneIn(4))
                    world.Close();
            }
            catch (PowerCutException)
            {
            }
            // A killed process leaves all that it wrote; the power, what was synced, and some of the rest.
            return _chance.OneIn(3) ? disk.Clone(_chance.Fork()) : disk.Crash();
        }

        private void Check(NodeWorld world, bool isFull)
        {
            _workload!.Settle();
            var found = _groups.ToDictionary(static group => group, group => Items(world, group, isFull));
            foreach (var (group, items) in found)
            {
                if (items is null)
                {
                    Assert.True(group.Phase != GroupPhase.Live, $"{group.Id} is gone");
                    _groups.Remove(group);
                    continue;
                }
                var before = group.AcknowledgedCount;
                Refused += group.RefusedCount;
                group.Recovered(items);
                Acknowledged += group.AcknowledgedCount - before;
                group.Phase = GroupPhase.Live;
            }
        }

        // The full audit writes too.
        private static Dictionary<string, ModelItem>? Items(NodeWorld world, GroupModel group, bool isFull) =>
            world.Describe(group.Id) is null ? null
            : isFull ? GroupAudit.ReadItems(world, group.Id) : GroupAudit.Check(world, group.Id, group.Schema);

        private static long UsedBytes(SimulatedDisk disk)
        {
            long bytes = 0;
            foreach (var name in disk.List())
                using (var file = disk.Open(name))
                    bytes += file.Length;
            return bytes;
        }
    }
}
