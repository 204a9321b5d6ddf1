namespace Ballast.Conformance.Units;

public sealed class ReadUnitTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    [Theory]
    [InlineData(100, false, 0.5)]
    [InlineData(100, true, 1)]
    [InlineData(4096, false, 0.5)]
    [InlineData(4096, true, 1)]
    [InlineData(4097, false, 1)]
    [InlineData(4097, true, 2)]
    [InlineData(8192, true, 2)]
    [InlineData(8193, false, 1.5)]
    [InlineData(409_600, true, 100)]
    [InlineData(409_600, false, 50)]
    public async Task A_read_costs_by_four_kilobytes_and_half_when_eventually_consistent(int bytes, bool consistent, double units)
    {
        var key = await PutAsync(bytes);
        var answer = await table.GetAsync(key, get => (get.ConsistentRead, get.ReturnConsumedCapacity) = (consistent, ReturnConsumedCapacity.TOTAL));
        Assert.Equal((table.Name, units), (answer.ConsumedCapacity.TableName, answer.ConsumedCapacity.CapacityUnits));
        Assert.Null(answer.ConsumedCapacity.Table);
    }

    [Theory]
    [InlineData(false, 0.5)]
    [InlineData(true, 1)]
    public async Task A_missing_item_costs_the_least(bool consistent, double units)
    {
        var answer = await table.GetAsync(Item(("pk", S("missing")), ("sk", N(0))), get =>
            (get.ConsistentRead, get.ReturnConsumedCapacity) = (consistent, ReturnConsumedCapacity.TOTAL));
        Assert.Equal(units, answer.ConsumedCapacity.CapacityUnits);
    }

    [Fact]
    public async Task A_projection_does_not_make_a_read_cheaper()
    {
        var key = await PutAsync(9000);
        var answer = await table.GetAsync(key, get => (get.ProjectionExpression, get.ReturnConsumedCapacity) = ("sk", ReturnConsumedCapacity.TOTAL));
        Assert.Equal(3, answer.ConsumedCapacity.CapacityUnits);
    }

    [Fact]
    public async Task Nothing_is_told_unless_asked_for()
    {
        var key = await PutAsync(100);
        Assert.Null((await table.GetAsync(key)).ConsumedCapacity);
        Assert.Null((await table.GetAsync(key, get => get.ReturnConsumedCapacity = ReturnConsumedCapacity.NONE)).ConsumedCapacity);
    }

    [Fact]
    public async Task With_indexes_asked_for_the_tables_share_is_told_too()
    {
        var key = await PutAsync(100);
        var answer = await table.GetAsync(key, get => get.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES);
        Assert.Equal((1, 1), (answer.ConsumedCapacity.CapacityUnits, answer.ConsumedCapacity.Table.CapacityUnits));
        Assert.Null(answer.ConsumedCapacity.LocalSecondaryIndexes);
    }

    [Fact]
    [DynamoDBLocalDiffers("takes it for NONE")]
    public Task Another_word_is_refused() =>
        Refused.AsInvalidAsync(
            () => table.GetAsync(Item(("pk", S("x")), ("sk", N(0))), get => get.ReturnConsumedCapacity = "EVERYTHING"), "returnConsumedCapacity");

    [Theory]
    [InlineData(1000, 4, true, 1)]
    [InlineData(1000, 5, true, 2)]
    [InlineData(1024, 4, true, 1)]
    [InlineData(1000, 5, false, 1)]
    [InlineData(5000, 2, true, 3)]
    [InlineData(5000, 3, true, 4)]
    [InlineData(100, 1, false, 0.5)]
    public async Task A_query_costs_by_the_sum_of_its_items(int bytes, int count, bool consistent, double units)
    {
        var pk = await PutManyAsync(bytes, count);
        var answer = await QueryAsync(pk, query => query.ConsistentRead = consistent);
        Assert.Equal(units, answer.ConsumedCapacity.CapacityUnits);
    }

    [Fact]
    public async Task Neither_filter_nor_count_nor_projection_make_a_query_cheaper()
    {
        var pk = await PutManyAsync(5000, 3);
        Assert.Equal(4, (await QueryAsync(pk, query => query.FilterExpression = "attribute_exists(absent)")).ConsumedCapacity.CapacityUnits);
        Assert.Equal(4, (await QueryAsync(pk, query => query.Select = Select.COUNT)).ConsumedCapacity.CapacityUnits);
        Assert.Equal(4, (await QueryAsync(pk, query => query.ProjectionExpression = "sk")).ConsumedCapacity.CapacityUnits);
    }

    [Fact]
    public async Task A_limit_makes_a_query_cheaper()
    {
        var pk = await PutManyAsync(5000, 3);
        Assert.Equal(2, (await QueryAsync(pk, query => query.Limit = 1)).ConsumedCapacity.CapacityUnits);
    }

    [Theory]
    [DynamoDBLocalDiffers("asks nothing for it")]
    [InlineData(false, 0.5)]
    [InlineData(true, 1)]
    public async Task A_query_that_finds_nothing_costs_the_least(bool consistent, double units)
    {
        var answer = await QueryAsync("nobody", query => query.ConsistentRead = consistent);
        Assert.Equal(units, answer.ConsumedCapacity.CapacityUnits);
    }

    [Theory]
    [InlineData(false, 1.5)]
    [InlineData(true, 3)]
    public async Task A_batch_costs_each_item_on_its_own(bool consistent, double units)
    {
        var (small, large) = (await PutAsync(100), await PutAsync(5000));
        var answer = await table.Client.BatchGetItemAsync(new BatchGetItemRequest
        {
            RequestItems = new() { [table.Name] = new KeysAndAttributes { Keys = [small, large], ConsistentRead = consistent } },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        var consumed = Assert.Single(answer.ConsumedCapacity);
        Assert.Equal((table.Name, units), (consumed.TableName, consumed.CapacityUnits));
    }

    private async Task<Dictionary<string, AttributeValue>> PutAsync(int bytes)
    {
        var key = Item(("pk", S(table.NewKey())), ("sk", N(0)));
        await table.PutAsync(SizedItem.Of(bytes, ("pk", key["pk"]), ("sk", key["sk"])));
        return key;
    }

    private async Task<string> PutManyAsync(int bytes, int count)
    {
        var pk = table.NewKey();
        for (var number = 0; number < count; number++)
            await table.PutAsync(SizedItem.Of(bytes, ("pk", S(pk)), ("sk", N(number))));
        return pk;
    }

    private Task<QueryResponse> QueryAsync(string pk, Action<QueryRequest> with) =>
        table.QueryAsync("pk = :pk", Item((":pk", S(pk))), query =>
        {
            query.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
            with(query);
        });
}

public sealed class ScanUnitTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task A_scan_costs_by_the_sum_of_its_items()
    {
        for (var number = 0; number < 5; number++)
            await table.PutAsync(SizedItem.Of(3000, ("pk", S($"item-{number}"))));
        var consistent = await table.ScanAsync(scan => scan.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL);
        var eventual = await table.ScanAsync(scan => (scan.ConsistentRead, scan.ReturnConsumedCapacity) = (false, ReturnConsumedCapacity.TOTAL));
        Assert.Equal((4, 2), (consistent.ConsumedCapacity.CapacityUnits, eventual.ConsumedCapacity.CapacityUnits));
    }
}
