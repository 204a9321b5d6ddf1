using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Replicas;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;

namespace Ballast.Node.Tests.Faults;

/// <summary>A cache far smaller than the data changes nothing but the time that answers take.</summary>
public sealed class SmallCacheTests
{
    private static readonly GroupId First = new(2), Second = new(3);

    [Fact]
    public void Answers_do_not_depend_on_the_size_of_the_cache()
    {
        for (ulong seed = 0; seed < 3; seed++)
        {
            var small = Answers(seed, PageCache.CapacityBytesMin, out var disk);
            Assert.True(TreeBytes(disk) > 3 * PageCache.CapacityBytesMin, $"{TreeBytes(disk)} bytes fit into the cache");
            Assert.Equal(Answers(seed, 64 << 20, out _), small);
        }
    }

    private static List<string> Answers(ulong seed, long cacheBytes, out SimulatedDisk disk)
    {
        var chance = new Chance(seed);
        disk = new SimulatedDisk(new Chance(seed));
        var world = new NodeWorld(disk, new Chance(seed), new StorageNodeOptions
        {
            Node = new NodeId(1), Zone = new ZoneId("zone-1"), ExecutorCount = 2, CacheBytes = cacheBytes,
            Log = new LogOptions { SegmentBytes = 1 << 20, RecordBytesMax = 512 * 1024, PendingBytesMax = 1 << 20 },
            Limits = new NodeLimits { CheckpointBytes = 256 * 1024, DirtyBytesMax = 512 * 1024, DirtyBytesOfRecordMax = 256 * 1024 },
        });
        Assert.Equal(CallOutcome.Done, world.Create(First, Schemas.Indexed));
        Assert.Equal(CallOutcome.Done, world.Create(Second, Schemas.Plain));
        var answers = new List<string>();
        for (var i = 0; i < 2500; i++)
            answers.Add(Answer(world, chance.OneIn(3) ? Second : First, Draw(chance, i), chance.NextInt32(8)));
        foreach (var (group, schema) in new[] { (First, Schemas.Indexed), (Second, Schemas.Plain) })
            answers.AddRange(GroupAudit.Check(world, group, schema).Values.Select(static item => item.ToString()));
        return answers;
    }

    private static ModelItem Draw(Chance chance, long version) => new($"p{chance.NextInt32(150)}", $"s{chance.NextInt32(8)}", version)
    {
        Alpha = chance.OneIn(2) ? "a" + chance.NextInt32(5) : null,
        Beta = chance.OneIn(2) ? chance.NextInt32(100) : null,
        PadBytes = chance.OneIn(40) ? 20_000 : 2500 + chance.NextInt32(2000),
    };

    private static string Answer(NodeWorld world, GroupId group, ModelItem item, int kind)
    {
        if (kind == 0)
        {
            var read = Schemas.Read(item);
            return $"{world.Run(group, read)} {Convert.ToHexString(read.Document.Written)}";
        }
        if (kind == 1)
        {
            var range = Schemas.Range(group == First ? Schemas.Indexed.LocalIndexes[0] : null, wholeItems: group == First, itemsMax: 20);
            return $"{world.Run(group, range)} {range.Matched} {Convert.ToHexString(range.Documents.Written)}";
        }
        ItemWrite? write = null;
        var outcome = world.RunPatiently(group, () => write = kind switch
        {
            2 => Schemas.Write(WriteKind.Delete, item),
            3 => Schemas.Increment(item),
            _ => Schemas.Write(WriteKind.Put, item),
        });
        return $"{outcome} {write!.OldBytes} {write.NewBytes} {write.CollectionBytes}";
    }

    private static long TreeBytes(SimulatedDisk disk)
    {
        long bytes = 0;
        foreach (var name in disk.List().Where(static name => name.EndsWith(".tree", StringComparison.Ordinal)))
            using (var file = disk.Open(name))
                bytes += file.Length;
        return bytes;
    }
}
