using Ballast.Foundation;
using Ballast.Router.Tests.Worlds;
using Ballast.Simulation.Disks;

namespace Ballast.Router.Tests.Reference;

/// <summary>Changes of tables on a disk that is full or fails are answered as writes of items are.</summary>
public sealed class TableChangeFaultTests
{
    private const string Put = """{"TableName":"simple-table","Item":{"h":{"S":"a"}}}""";
    private const string Update = """{"TableName":"simple-table","DeletionProtectionEnabled":true}""";
    private const string Delete = """{"TableName":"simple-table"}""";

    [Theory]
    [InlineData("CreateTable", null)]
    [InlineData("UpdateTable", Update)]
    [InlineData("DeleteTable", Delete)]
    public void A_full_log_answers_as_it_answers_an_item_write(string operation, string? body)
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new ApiWorld(disk, new Chance(2));
        world.CreateTable(Definitions.OfSimple);
        disk.QuotaBytes = 0;
        // Ever smaller, until a description has no room either.
        FillWith(world, 300_000);
        FillWith(world, 8_000);
        var item = FillWith(world, 1);
        var table = world.Call(operation, body ?? Definitions.OfIndexed.ToJsonString());
        Assert.Equal(503, table.Status);
        Assert.Equal((item.Status, item.Json.ToJsonString()), (table.Status, table.Json.ToJsonString()));
        Assert.Contains("disk space", table.Json.ToJsonString(), StringComparison.Ordinal);

        disk.QuotaBytes = long.MaxValue;
        // The log looks for room when it is asked for some.
        _ = world.Call("PutItem", Put);
        world.Executors.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(200, world.Call("PutItem", Put).Status);
        Assert.Equal(200, world.Call(operation, body ?? Definitions.OfIndexed.ToJsonString()).Status);
    }

    [Theory]
    [InlineData("CreateTable", null)]
    [InlineData("UpdateTable", Update)]
    [InlineData("DeleteTable", Delete)]
    public void A_failed_sync_answers_that_the_outcome_is_unknown_as_for_an_item_write(string operation, string? body)
    {
        var item = WithFailedSync("PutItem", Put);
        Assert.Equal(500, item.Status);
        Assert.Contains("#InternalServerError", item.Json["__type"]!.ToString(), StringComparison.Ordinal);
        var table = WithFailedSync(operation, body ?? Definitions.OfIndexed.ToJsonString());
        Assert.Equal((item.Status, item.Json.ToJsonString()), (table.Status, table.Json.ToJsonString()));
    }

    private static ApiReply WithFailedSync(string operation, string body)
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new ApiWorld(disk, new Chance(2));
        world.CreateTable(Definitions.OfSimple);
        world.Executors.RunFor(TimeSpan.FromSeconds(2));
        disk.FailAll(DiskOperationKind.Sync);
        return world.Call(operation, body);
    }

    private static ApiReply FillWith(ApiWorld world, int bytes)
    {
        const int WritesMax = 2000;
        var put = $$$"""{"TableName":"simple-table","Item":{"h":{"S":"a"},"v":{"S":"{{{new string('x', bytes)}}}"} } }""";
        for (var i = 0; i < WritesMax; i++)
            if (world.Call("PutItem", put) is { Status: 503 } refused)
                return refused;
        throw new InvalidOperationException("The log never became full.");
    }
}
