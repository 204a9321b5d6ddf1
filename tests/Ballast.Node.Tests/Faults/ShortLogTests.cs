using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;

namespace Ballast.Node.Tests.Faults;

/// <summary>A log that has lost its end is no shorter log: what it had acknowledged must not vanish in silence.</summary>
public sealed class ShortLogTests
{
    private static readonly GroupId Group = new(2);

    [Fact]
    public void A_log_without_its_newest_segments_is_refused_whatever_the_trees_have()
    {
        var deleted = 0;
        for (ulong seed = 0; seed < 30; seed++)
        {
            var world = Written(seed, out var disk);
            for (var i = 0; i < 20; i++)
            {
                Put(world, i);
                deleted += AssertRefusedWithoutNewest(disk, seed);
            }
        }
        Assert.True(deleted > 500, $"{deleted} logs cut short");
    }

    [Fact]
    public void An_older_copy_of_the_log_beside_newer_trees_is_refused_and_stays_refused()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var world = Written(seed, out var disk);
            var older = disk.Clone(new Chance(1));
            var reach = CheckpointSyncs(disk);
            for (var i = 0; i < 60; i++)
                Put(world, i);
            world.Close();
            Assert.True(reach() > 0, $"seed {seed}: no checkpoint has seen the newer log");
            var restored = WithLogOf(disk, older);
            for (var attempt = 0; attempt < 2; attempt++)
                Assert.Throws<LogCorruptException>(() => new NodeWorld(restored, new Chance(2)));
        }
    }

    private static NodeWorld Written(ulong seed, out SimulatedDisk disk)
    {
        var chance = new Chance(seed);
        disk = new SimulatedDisk(chance.Fork());
        var world = new NodeWorld(disk, chance);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        for (var i = chance.NextInt32(40); i > 0; i--)
            Put(world, i);
        return world;
    }

    private static void Put(NodeWorld world, int version) => Assert.Equal(CallOutcome.Done, world.RunPatiently(Group,
        () => Schemas.Write(WriteKind.Put, new ModelItem("p" + version % 7, "s" + version % 5, version) { Alpha = "a", PadBytes = 100 + version % 9 * 300 })));

    private static int AssertRefusedWithoutNewest(SimulatedDisk disk, ulong seed)
    {
        var cut = disk.Clone(new Chance(seed));
        var names = LogNames(cut);
        // The newest is the one ahead, or it holds the newest write; the one before that holds it otherwise.
        if (names.Count < 3)
            return 0;
        foreach (var name in names.TakeLast(2))
            cut.Delete(name);
        var operations = cut.OperationCount;
        Assert.Throws<LogCorruptException>(() => new NodeWorld(cut, new Chance(2)));
        return cut.OperationCount == operations ? 1 : 0;
    }

    private static Func<int> CheckpointSyncs(SimulatedDisk disk)
    {
        var count = 0;
        disk.Observer = operation => count += operation.Kind == DiskOperationKind.Sync && operation.Name.EndsWith(".tree", StringComparison.Ordinal) ? 1 : 0;
        return () => count;
    }

    private static SimulatedDisk WithLogOf(SimulatedDisk disk, SimulatedDisk older)
    {
        var restored = disk.Clone(new Chance(3));
        foreach (var name in restored.List().Where(IsLog))
            restored.Delete(name);
        foreach (var name in older.List().Where(IsLog))
        {
            using var from = older.Open(name);
            using var to = restored.Create(name);
            var bytes = new byte[from.Length];
            from.Read(0, bytes);
            to.Write(0, bytes);
        }
        return restored;
    }

    private static bool IsLog(string name) => name.StartsWith("wal-", StringComparison.Ordinal);

    private static List<string> LogNames(SimulatedDisk disk) =>
        [.. disk.List().Where(static name => IsLog(name) && name.EndsWith(".log", StringComparison.Ordinal))];
}
