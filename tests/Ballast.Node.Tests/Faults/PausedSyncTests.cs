using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Replicas;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>While a sync is under way: what may be answered, and what must wait for it.</summary>
public sealed class PausedSyncTests
{
    private const ulong SeedCount = 40;

    [Fact]
    public void A_write_is_answered_only_after_its_sync() =>
        EachWaits(CallOutcome.Done, static scene => scene.Put("new"));

    [Fact]
    public void A_condition_that_failed_on_an_unsynced_image_is_answered_only_after_its_sync() =>
        EachWaits(CallOutcome.ConditionFailed, static scene => scene.Put("new"), static scene => scene.Put("new", "attribute_not_exists(p)"));

    [Fact]
    public void A_deletion_of_what_an_unsynced_deletion_removed_is_answered_only_after_its_sync() =>
        EachWaits(CallOutcome.Done, static scene => scene.Delete("old"), static scene => scene.Delete("old"));

    [Fact]
    public void A_collection_that_only_unsynced_writes_filled_is_called_full_only_after_their_sync() =>
        EachWaits(CallOutcome.CollectionTooLarge, static scene => scene.Put("large", padBytes: 3600), static scene => scene.Put("another", padBytes: 900));

    [Fact]
    public void Negative_answers_from_synced_images_and_reads_do_not_wait()
    {
        var early = 0;
        for (ulong seed = 0; seed < SeedCount; seed++)
        {
            var scene = new Scene(seed);
            var put = scene.Submit(scene.Put("new"));
            var negative = scene.Submit(scene.Put("old", "attribute_not_exists(p)"));
            var read = Schemas.Read(scene.Item("new"));
            var reading = scene.Submit(read);
            scene.World.Executors.RunUntilIdle();
            Assert.False(put.IsCompleted);
            Assert.False(reading.IsCompleted && read.Found, "a read saw what is not durable");
            early += negative.IsCompleted && reading.IsCompleted ? 1 : 0;
            Assert.Equal(CallOutcome.ConditionFailed, scene.World.Finish(negative));
        }
        // Where the sync began first, they stand in line behind its news.
        Assert.True(early > 5, $"{early} of {SeedCount}");
    }

    [Fact]
    public void A_negative_answer_that_the_failed_sync_would_have_proved_is_not_given()
    {
        for (ulong seed = 0; seed < SeedCount; seed++)
        {
            var scene = new Scene(seed);
            scene.Disk.FailAll(DiskOperationKind.Sync);
            var put = scene.Submit(scene.Put("new"));
            var negative = scene.Submit(scene.Put("new", "attribute_not_exists(p)"));
            Assert.Equal(CallOutcome.Unknown, scene.World.Finish(put));
            Assert.Equal(CallOutcome.Unavailable, scene.World.Finish(negative));
        }
    }

    // The seeds vary who runs first: the writer of the log, or the replica that takes the next call.
    private static void EachWaits(CallOutcome outcome, params Func<Scene, ItemWrite>[] calls)
    {
        for (ulong seed = 0; seed < SeedCount; seed++)
        {
            var scene = new Scene(seed);
            var answer = calls.Select(call => scene.Submit(call(scene))).ToList()[^1];
            scene.World.Executors.RunUntilIdle();
            Assert.False(answer.IsCompleted, $"seed {seed}: answered before the sync returned");
            scene.World.RunFor(Scene.Pause / 2);
            Assert.False(answer.IsCompleted, $"seed {seed}: answered before the sync returned");
            Assert.Equal(outcome, scene.World.Finish(answer));
        }
    }

    /// <summary>A node with one group and one item in it, whose disk has become very slow.</summary>
    private sealed class Scene
    {
        public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
        private static readonly GroupId Group = new(2);
        private long _version;

        public Scene(ulong seed)
        {
            Disk = new SimulatedDisk(new Chance(seed));
            World = new NodeWorld(Disk, new Chance(seed), NodeWorld.Small with { Limits = new NodeLimits { CollectionBytesMax = 4096 } });
            Assert.Equal(CallOutcome.Done, World.Create(Group, Schemas.Indexed));
            Assert.Equal(CallOutcome.Done, World.Run(Group, Put("old")));
            World.RunFor(TimeSpan.FromMilliseconds(1));
            Disk.SyncDuration = Pause;
        }

        public SimulatedDisk Disk { get; }
        public NodeWorld World { get; }

        public ModelItem Item(string sort) => new("p", sort, ++_version);

        public ItemWrite Put(string sort, string? condition = null, int padBytes = 10) =>
            Schemas.Write(WriteKind.Put, Item(sort) with { PadBytes = padBytes }, condition);

        public ItemWrite Delete(string sort) => Schemas.Write(WriteKind.Delete, Item(sort));

        public Task<CallOutcome> Submit(ItemWrite call) => World.Submit(Group, call);

        public Task<CallOutcome> Submit(ItemRead call) => World.Submit(Group, call);
    }
}
