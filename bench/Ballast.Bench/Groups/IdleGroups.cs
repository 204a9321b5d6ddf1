using System.Diagnostics;

using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Keys;
using Ballast.Node;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Node.Replicas;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Bench.Groups;

/// <summary>What groups cost that do nothing: three nodes in this process, on disk, with as many groups as asked for.</summary>
/// <param name="Groups">How many.</param>
/// <param name="MakeTime">Until all were made and each had served.</param>
/// <param name="RestTime">From then until the processor had become quiet.</param>
/// <param name="ProcessorShare">Of one core, while nothing happens.</param>
/// <param name="ResidentBytes">Of the whole process.</param>
internal sealed record IdleGroups(int Groups, TimeSpan MakeTime, TimeSpan RestTime, double ProcessorShare, long ResidentBytes)
{
    private const int Nodes = 3, AtOnce = 64;
    private const double QuietShare = 0.2;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2), RestMax = TimeSpan.FromMinutes(3);
    private static readonly PartitionSchema Schema = new(new KeySchema(new KeyPart("h", KeyType.String), null), []);

    public static async Task<IdleGroups> MeasureAsync(int groups, TimeSpan idle, DirectoryInfo root, long cacheBytes)
    {
        using var executors = new ProcessExecutors(static (name, fault) => Environment.FailFast($"Executor {name} failed.", fault));
        var disks = Enumerable.Range(1, Nodes).Select(node => DirectoryDisk.OpenDirectory(Path.Combine(root.FullName, $"{node}"))).ToList();
        try
        {
            using var fleet = new StorageFleet(Open(disks, executors, cacheBytes), TimeProvider.System);
            var begun = Stopwatch.GetTimestamp();
            await MakeAsync(fleet, groups);
            var made = Stopwatch.GetElapsedTime(begun);
            var rested = await RestAsync();
            var share = await ShareAsync(idle);
            using var process = Process.GetCurrentProcess();
            var resident = process.WorkingSet64;
            await fleet.CloseAsync();
            return new IdleGroups(groups, made, rested, share, resident);
        }
        finally
        {
            disks.ForEach(static disk => disk.Dispose());
        }
    }

    private static IReadOnlyList<StorageNode> Open(List<DirectoryDisk> disks, ProcessExecutors executors, long cacheBytes)
    {
        var chance = new Chance(1);
        var network = new ProcessNetwork();
        NodePlace[] places = [.. Enumerable.Range(1, Nodes).Select(static node => new NodePlace(new NodeId((uint)node), new ZoneId($"zone-{node}")))];
        return FleetStart.Open([.. disks], (i, cluster) => StorageNode.Open(disks[i], new StorageNodeOptions
        {
            Node = places[i].Node,
            Zone = places[i].Zone,
            Cluster = cluster,
            Peers = [.. places.Where(place => place != places[i])],
            ExecutorCount = Environment.ProcessorCount,
            CacheBytes = cacheBytes / Nodes,
            Limits = NodeLimits.ForCache(cacheBytes / Nodes),
        }, executors, network, TimeProvider.System, chance.Fork(), NullLogger.Instance), NullLogger.Instance);
    }

    private static async Task MakeAsync(StorageFleet fleet, int groups)
    {
        for (var first = 1; first <= groups; first += AtOnce)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, groups - first + 1)).Select(group => fleet.CreateGroupAsync(new GroupId((ulong)group), Schema)));
            if (outcomes.FirstOrDefault(static outcome => outcome != CallOutcome.Done) is var failed and not CallOutcome.Done)
                throw new InvalidOperationException($"a group could not be made: {failed}");
        }
    }

    // Checkpoints end, and groups come to rest.
    private static async Task<TimeSpan> RestAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (await ShareAsync(Look) > QuietShare && Stopwatch.GetElapsedTime(begun) < RestMax)
        {
        }
        GC.Collect();
        return Stopwatch.GetElapsedTime(begun);
    }

    private static async Task<double> ShareAsync(TimeSpan duration)
    {
        var (used, begun) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(duration);
        return (Environment.CpuUsage.TotalTime - used) / Stopwatch.GetElapsedTime(begun);
    }
}
