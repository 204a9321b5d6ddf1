using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Replicas;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>Writes that come faster than the disk takes them wait in a bounded line, for a bounded time.</summary>
public sealed class WaitingWritesTests
{
    private const int ProposedMax = 4, WaitingMax = 3, SeedCount = 400;
    private static readonly TimeSpan Sync = TimeSpan.FromSeconds(10);
    private static readonly GroupId Group = new(2);

    [Fact]
    public void What_fits_the_line_waits_and_is_done_and_one_more_is_refused_at_once()
    {
        foreach (var (world, writes) in Scenes(ProposedMax + WaitingMax + 1, TimeSpan.FromMinutes(5)))
        {
            Assert.Equal(CallOutcome.Overloaded, world.Finish(writes[^1]));
            Assert.All(writes.SkipLast(1), static write => Assert.False(write.IsCompleted));
            foreach (var write in writes.SkipLast(1))
                Assert.Equal(CallOutcome.Done, world.Finish(write));
            Assert.Equal(ProposedMax + WaitingMax, world.Describe(Group)!.Items);
        }
    }

    [Fact]
    public void The_line_is_left_in_order_and_by_those_who_came_at_or_before_a_moment()
    {
        var line = new WaitingWrites(2);
        ItemWrite first = new(), second = new();
        Assert.True(line.TryAdd(first, 100));
        Assert.True(line.TryAdd(second, 101));
        Assert.False(line.TryAdd(new ItemWrite(), 102));
        Assert.False(line.TryTakeSince(99, out _));
        Assert.True(line.TryTakeSince(100, out var taken));
        Assert.Same(first, taken);
        Assert.False(line.TryTakeSince(100, out _));
        Assert.True(line.TryTake(out taken, out _));
        Assert.Same(second, taken);
        Assert.Equal(0, line.Count);
    }

    [Fact]
    public void Writes_that_outrun_a_slow_checkpoint_wait_for_its_steps_and_none_is_lost()
    {
        var disk = new SimulatedDisk(new Chance(5));
        var world = new NodeWorld(disk, new Chance(6), NodeWorld.Small with
        {
            Limits = NodeWorld.Small.Limits with { CheckpointBytes = 64 * 1024, DirtyBytesMax = 512 * 1024, WaitMax = TimeSpan.FromHours(1) },
        });
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        disk.SyncDuration = TimeSpan.FromMilliseconds(200);
        var writes = Enumerable.Range(0, 200)
            .Select(i => world.Submit(Group, Schemas.Write(WriteKind.Put, new ModelItem($"p{i}", "s", i) { PadBytes = 2000 }))).ToList();
        foreach (var write in writes)
            Assert.Equal(CallOutcome.Done, world.Finish(write));
        Assert.Equal(writes.Count, GroupAudit.Check(new NodeWorld(disk.Crash(), new Chance(7)), Group, Schemas.Plain).Count);
    }

    // The seed decides whether the replica takes all writes before the first sync begins, so that the line does not move; where the sync
    // came first, the writes stand behind its news, and nothing is to be seen.
    private static List<(NodeWorld World, List<Task<CallOutcome>> Writes)> Scenes(int count, TimeSpan waitMax)
    {
        var scenes = Enumerable.Range(0, SeedCount).Select(seed => Submit((ulong)seed, count, waitMax))
            .Where(static scene => scene.Writes[^1].IsCompleted).ToList();
        Assert.True(scenes.Count > 5, $"only {scenes.Count} of {SeedCount} seeds");
        return scenes;
    }

    private static (NodeWorld World, List<Task<CallOutcome>> Writes) Submit(ulong seed, int count, TimeSpan waitMax)
    {
        var disk = new SimulatedDisk(new Chance(seed));
        var world = new NodeWorld(disk, new Chance(seed), NodeWorld.Small with
        {
            Limits = new NodeLimits { ProposedWritesMax = ProposedMax, WaitingWritesMax = WaitingMax, WaitMax = waitMax },
        });
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        world.RunFor(TimeSpan.FromMilliseconds(1));
        disk.SyncDuration = Sync;
        List<Task<CallOutcome>> writes =
            [.. Enumerable.Range(0, count).Select(i => world.Submit(Group, Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i}", i))))];
        world.Executors.RunUntilIdle();
        return (world, writes);
    }
}
