using Amazon.DynamoDBv2.DataModel;
using Amazon.DynamoDBv2.DocumentModel;

namespace Ballast.Conformance.Legacy;

/// <summary>The higher interfaces of the SDK, which send parameters from before expressions.</summary>
public sealed class DocumentModelTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Fact]
    public async Task Documents_are_written_and_read()
    {
        var (model, pk) = (Model(), table.NewKey());
        await model.PutItemAsync(Doc(pk, "a", 1));
        var read = await model.GetItemAsync(pk, "a", new GetItemOperationConfig { ConsistentRead = true, AttributesToGet = ["n", "sk"] });
        Assert.Equal((1, "a", false), (read["n"].AsInt(), read["sk"].AsString(), read.ContainsKey("pk")));
    }

    [Fact]
    public async Task Documents_are_updated_attribute_by_attribute()
    {
        var (model, pk) = (Model(), table.NewKey());
        await model.PutItemAsync(Doc(pk, "a", 1));
        var change = new Document { ["n"] = 2, ["new.name"] = "v", ["gone"] = null };
        var after = await model.UpdateItemAsync(change, pk, "a", new UpdateItemOperationConfig { ReturnValues = Amazon.DynamoDBv2.DocumentModel.ReturnValues.AllNewAttributes });
        Assert.Equal((2, "v", false), (after["n"].AsInt(), after["new.name"].AsString(), after.ContainsKey("gone")));
    }

    [Fact]
    public async Task An_expected_state_guards_a_put()
    {
        var (model, pk) = (Model(), table.NewKey());
        var absent = new ExpectedState();
        absent.AddExpected("pk", false);
        var guarded = new PutItemOperationConfig { ExpectedState = absent };
        await model.PutItemAsync(Doc(pk, "a", 1), guarded);
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => model.PutItemAsync(Doc(pk, "a", 2), guarded));
        var either = new ExpectedState { ConditionalOperator = ConditionalOperatorValues.Or };
        either.AddExpected("n", ScanOperator.GreaterThan, 5);
        either.AddExpected("n2", ScanOperator.IsNull);
        await model.DeleteItemAsync(pk, "a", new DeleteItemOperationConfig { ExpectedState = either });
        Assert.Null(await model.GetItemAsync(pk, "a", new GetItemOperationConfig { ConsistentRead = true }));
    }

    [Fact]
    public async Task Filters_of_queries_and_scans_find_their_documents()
    {
        var (model, pk) = (Model(), table.NewKey());
        foreach (var (sk, n) in ((string, int)[])[("a", 1), ("b", 2), ("c", 3), ("d", 4)])
            await model.PutItemAsync(Doc(pk, sk, n));
        var keys = new QueryFilter("pk", QueryOperator.Equal, pk);
        keys.AddCondition("sk", QueryOperator.Between, "b", "d");
        keys.AddCondition("n", ScanOperator.In, [new AttributeValue { N = "2" }, new AttributeValue { N = "4" }]);
        var found = await model.Query(new QueryOperationConfig
        {
            Filter = keys,
            ConsistentRead = true,
            Select = SelectValues.SpecificAttributes,
            AttributesToGet = ["sk"],
        }).GetRemainingAsync();
        Assert.Equal(["b", "d"], found.Select(document => document["sk"].AsString()));

        var filter = new ScanFilter();
        filter.AddCondition("pk", ScanOperator.Equal, pk);
        filter.AddCondition("n", ScanOperator.LessThan, 3);
        Assert.Equal(2, (await model.Scan(new ScanOperationConfig { Filter = filter, ConsistentRead = true }).GetRemainingAsync()).Count);
    }

    [Fact]
    public async Task Objects_are_saved_loaded_queried_and_guarded_by_their_version()
    {
        using var context = new DynamoDBContextBuilder().WithDynamoDBClient(() => table.Client).Build();
        var pk = table.NewKey();
        var saving = new SaveConfig { OverrideTableName = table.Name };
        await context.SaveAsync(new Note { Owner = pk, Name = "a", Text = "one", Score = 7 }, saving);
        await context.SaveAsync(new Note { Owner = pk, Name = "b", Text = "two", Score = 9 }, saving);
        var loading = new LoadConfig { OverrideTableName = table.Name, ConsistentRead = true };
        var (mine, theirs) = (await context.LoadAsync<Note>(pk, "a", loading), await context.LoadAsync<Note>(pk, "a", loading));
        mine.Text = "mine";
        await context.SaveAsync(mine, saving);
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => context.SaveAsync(theirs, saving));

        var querying = new QueryConfig { OverrideTableName = table.Name, ConsistentRead = true };
        Assert.Equal(["b"], (await context.QueryAsync<Note>(pk, QueryOperator.GreaterThan, ["a"], querying).GetRemainingAsync()).Select(note => note.Name));
        querying.QueryFilter = [new ScanCondition("Text", ScanOperator.BeginsWith, "mi")];
        Assert.Equal(["mine"], (await context.QueryAsync<Note>(pk, querying).GetRemainingAsync()).Select(note => note.Text));
        var scanned = await context.ScanAsync<Note>(
            [new ScanCondition("Owner", ScanOperator.Equal, pk), new ScanCondition("Score", ScanOperator.Between, 8, 10)],
            new ScanConfig { OverrideTableName = table.Name, ConsistentRead = true }).GetRemainingAsync();
        Assert.Equal("two", Assert.Single(scanned).Text);
        await context.DeleteAsync(await context.LoadAsync<Note>(pk, "a", loading), new DeleteConfig { OverrideTableName = table.Name });
        Assert.Null(await context.LoadAsync<Note>(pk, "a", loading));
    }

    private Table Model() => new TableBuilder(table.Client, table.Name)
        .AddHashKey("pk", DynamoDBEntryType.String)
        .AddRangeKey("sk", DynamoDBEntryType.String)
        .Build();

    private static Document Doc(string pk, string sk, int n) => new() { ["pk"] = pk, ["sk"] = sk, ["n"] = n, ["gone"] = "x" };

    [DynamoDBTable("notes")]
    public sealed class Note
    {
        [DynamoDBHashKey("pk")]
        public string Owner { get; set; } = "";

        [DynamoDBRangeKey("sk")]
        public string Name { get; set; } = "";

        [DynamoDBProperty("body")]
        public string Text { get; set; } = "";

        [DynamoDBProperty("points")]
        public int Score { get; set; }

        [DynamoDBVersion]
        public int? Version { get; set; }
    }
}
