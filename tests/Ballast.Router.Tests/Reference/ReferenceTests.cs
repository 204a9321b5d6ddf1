using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Router.Tests.Worlds;
using Ballast.Simulation.Disks;

namespace Ballast.Router.Tests.Reference;

/// <summary>Random requests answer as a sorted dictionary of items would, across clean stops, crashes, checkpoints and cache sizes.</summary>
public sealed class ReferenceTests(ITestOutputHelper output)
{
    private const int LivesPerRun = 6, RequestsPerLife = 70, PreloadPerRun = 60;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Random_requests_are_answered_as_by_a_dictionary_of_items(int block)
    {
        const int SeedsPerBlock = 4;
        for (var seed = block * SeedsPerBlock; seed < (block + 1) * SeedsPerBlock; seed++)
            Live((ulong)seed);
    }

    private void Live(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var chance = new Chance(seed);
        Shape[] shapes = [Shape.Indexed, Shape.Binary, Shape.Indexed, Shape.Simple];
        var shape = shapes[seed % (ulong)shapes.Length];
        var exercise = new Exercise(chance.Fork(), shape, large: seed % 5 == 0);
        var ranges = new RangeExercise(exercise, shape);
        var disk = new SimulatedDisk(chance.Fork());
        var world = Open(disk, chance);
        world.CreateTable(shape.Definition);
        for (var i = 0; i < PreloadPerRun; i++)
            exercise.Put(world);
        int crashes = 0, stops = 0;
        for (var life = 0; life < LivesPerRun; life++)
        {
            for (var i = 0; i < RequestsPerLife; i++)
                OneRequest(chance, exercise, ranges, world);
            AssertFigures(exercise, shape, world);
            world.AssertNoFaults();
            if (chance.OneIn(2))
            {
                world.Close();
                stops++;
            }
            else
            {
                disk = CrashWithWriteInFlight(chance, exercise, shape, world, disk, out var put);
                world = Open(disk, chance);
                Adopt(exercise, shape, world, put);
                crashes++;
                continue;
            }
            world = Open(disk, chance);
        }
        AssertFigures(exercise, shape, world);
        world.Close();
        Assert.True(exercise.ConditionsFailed > 10 && exercise.Conditions - exercise.ConditionsFailed > 10 && exercise.UpdatesRefused > 0,
            "The requests are too much alike to say anything.");
        output.WriteLine($"  {shape.Name}: {exercise.Requests} requests, {ranges.Pages} pages, {exercise.Conditions} conditions ({exercise.ConditionsFailed} false), "
            + $"{exercise.UpdatesRefused} updates refused, {exercise.Throttled} throttled, {stops} stops, {crashes} crashes");
    }

    private static void OneRequest(Chance chance, Exercise exercise, RangeExercise ranges, ApiWorld world)
    {
        switch (chance.NextInt32(20))
        {
            case < 5:
                exercise.Put(world);
                break;
            case < 9:
                exercise.Update(world);
                break;
            case < 11:
                exercise.Delete(world);
                break;
            case < 13:
                exercise.Get(world);
                break;
            case 13:
                exercise.BatchGet(world);
                break;
            case 14:
                exercise.BatchWrite(world);
                break;
            case < 18:
                ranges.Query(world);
                break;
            case 18:
                ranges.Scan(world);
                break;
            default:
                ranges.ScanInSegments(world);
                break;
        }
    }

    private static ApiWorld Open(SimulatedDisk disk, Chance chance)
    {
        var options = chance.OneIn(2) ? WorldOptions.Tiny : new WorldOptions { ExecutorCount = 1 + chance.NextInt32(4) };
        return new ApiWorld(disk, chance.Fork(), options);
    }

    // A write is under way when the power goes: it may be there afterwards or not, but nothing else may change.
    private static SimulatedDisk CrashWithWriteInFlight(Chance chance, Exercise exercise, Shape shape, ApiWorld world, SimulatedDisk disk, out JsonObject put)
    {
        var item = exercise.Draws.Item(exercise.Draws.Key());
        put = item;
        var body = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["TableName"] = shape.Name, ["Item"] = item.DeepClone() }.ToJsonString());
        world.Client.Post(new Foundation.Executors.DelegateWork(() => _ = world.SendAsync(Head.Of("PutItem"), body)));
        for (var steps = chance.NextInt32(12); steps > 0 && world.Executors.TryStep(); steps--)
        {
        }
        return disk.Crash();
    }

    private static void Adopt(Exercise exercise, Shape shape, ApiWorld world, JsonObject put)
    {
        var key = shape.KeyOf(put);
        var found = exercise.Ask(world, "GetItem", new JsonObject { ["TableName"] = shape.Name, ["Key"] = key.DeepClone() })["Item"]?.AsObject();
        if (Values.Canonical(found) == Values.Canonical(exercise.Model.Find(key)))
            return;
        Assert.Equal(Values.Canonical(put), Values.Canonical(found));
        exercise.Model.Write(key, put);
    }

    private static void AssertFigures(Exercise exercise, Shape shape, ApiWorld world)
    {
        var table = world.Do("DescribeTable", new JsonObject { ["TableName"] = shape.Name })["Table"]!;
        Assert.Equal(exercise.Model.Items.Count(), (int)table["ItemCount"]!);
        Assert.Equal(exercise.Model.Items.Sum(Values.SizeOf), (long)table["TableSizeBytes"]!);
        foreach (var index in shape.Indexes)
        {
            var shown = table["LocalSecondaryIndexes"]!.AsArray().Single(shown => (string?)shown!["IndexName"] == index.Name)!;
            var entries = exercise.Model.Items.Where(item => item.ContainsKey(index.Sort.Name)).ToList();
            Assert.Equal(entries.Count, (int)shown["ItemCount"]!);
            Assert.Equal(entries.Sum(item => Values.SizeOf(exercise.Model.EntryOf(item, index))), (long)shown["IndexSizeBytes"]!);
        }
    }
}
