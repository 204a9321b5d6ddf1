namespace Ballast.Conformance.DescribeTable;

/// <summary>Counts, sizes and names. The service counts about every six hours, so the counts hold only where they are exact.</summary>
public sealed class DescribeTableFiguresTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    [DynamoDBLocalDiffers("counts other sizes for indexes")]
    public async Task Counts_and_sizes_are_those_of_the_items()
    {
        Assert.SkipUnless(Server.IsBallast, "The service counts every six hours.");
        var request = Sorted()
            .WithLocalIndex("all", "a", ScalarAttributeType.S, ProjectionType.ALL)
            .WithLocalIndex("keys", "k", ScalarAttributeType.S, ProjectionType.KEYS_ONLY);
        await CreateActiveAsync(request);
        // 2 + 1, 2 + 1, 1 + 1, 4 + 100: 112 bytes, the whole of them in the index on a.
        await Client.PutItemAsync(request.TableName, Item(("pk", S("p")), ("sk", S("1")), ("a", S("x")), ("body", S(new string('b', 100)))));
        // 2 + 1, 2 + 1, 1 + 2, 1 + 9: 19 bytes, of which the index on k has 9.
        await Client.PutItemAsync(request.TableName, Item(("pk", S("p")), ("sk", S("2")), ("k", S("yy")), ("z", S("123456789"))));
        await Client.PutItemAsync(request.TableName, Item(("pk", S("p")), ("sk", S("3"))));
        await Client.DeleteItemAsync(request.TableName, Item(("pk", S("p")), ("sk", S("3"))));
        var table = (await Client.DescribeTableAsync(request.TableName)).Table;
        Assert.Equal((2, 112 + 19), (table.ItemCount, table.TableSizeBytes));
        Assert.Equal([("all", 1, 112), ("keys", 1, 9)],
            table.LocalSecondaryIndexes.OrderBy(index => index.IndexName).Select(index => (index.IndexName, index.ItemCount!.Value, index.IndexSizeBytes!.Value)));
    }

    [Fact]
    public async Task Names_of_indexes_lie_under_the_name_of_their_table()
    {
        var request = Sorted().WithLocalIndex("by_a", "a", ScalarAttributeType.S, ProjectionType.INCLUDE, "b", "c");
        await CreateActiveAsync(request);
        var table = (await Client.DescribeTableAsync(request.TableName)).Table;
        var index = Assert.Single(table.LocalSecondaryIndexes);
        Assert.Equal(table.TableArn + "/index/by_a", index.IndexArn);
        Assert.Equal((ProjectionType.INCLUDE, 2), (index.Projection.ProjectionType, index.Projection.NonKeyAttributes.Count));
        Assert.Equal([("pk", KeyType.HASH), ("a", KeyType.RANGE)], index.KeySchema.Select(key => (key.AttributeName, key.KeyType)));
        Assert.Equal(["a", "pk", "sk"], table.AttributeDefinitions.Select(attribute => attribute.AttributeName).Order());
    }

    [Fact]
    public async Task What_a_table_has_not_got_is_left_out()
    {
        var name = (await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 1, 1))).TableName;
        var table = (await new Wire(Server).CallAsync("DescribeTable", $$"""{"TableName":"{{name}}"}""")).GetProperty("Table");
        foreach (var absent in (string[])["BillingModeSummary", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "OnDemandThroughput", "Replicas", "RestoreSummary", "SSEDescription", "StreamSpecification", "TableClassSummary"])
            Assert.False(table.TryGetProperty(absent, out _), absent);
    }
}
