namespace Ballast.Conformance.Units;

public sealed class WriteUnitTests(HashTable table) : IClassFixture<HashTable>
{
    [Theory]
    [InlineData(100, 1)]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    [InlineData(10_240, 10)]
    [InlineData(409_600, 400)]
    public async Task A_put_costs_by_the_kilobyte(int bytes, double units) => Assert.Equal(units, await PutAsync(table.NewKey(), bytes));

    [Fact]
    public async Task A_put_over_a_larger_item_costs_by_the_larger()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 5000);
        Assert.Equal(5, await PutAsync(pk, 100));
        Assert.Equal(1, await PutAsync(pk, 100));
    }

    [Fact]
    public async Task A_put_over_a_smaller_item_costs_by_the_larger()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 100);
        Assert.Equal(5, await PutAsync(pk, 5000));
    }

    [Fact]
    public async Task A_delete_costs_by_what_was_there()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 5000);
        Assert.Equal(5, await DeleteAsync(pk));
        Assert.Equal(1, await DeleteAsync(pk));
    }

    [Fact]
    public async Task A_small_update_of_a_large_item_costs_the_large_item()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 5000);
        Assert.Equal(5, await UpdateAsync(pk, "SET n = :n", Item((":n", N(1)))));
    }

    [Fact]
    public async Task An_update_that_shrinks_an_item_costs_what_it_was()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 5000);
        Assert.Equal(5, await UpdateAsync(pk, "REMOVE body"));
        Assert.Equal(1, await UpdateAsync(pk, "SET n = :n", Item((":n", N(1)))));
    }

    [Fact]
    public async Task An_update_that_grows_an_item_costs_what_it_becomes()
    {
        var pk = table.NewKey();
        Assert.Equal(3, await UpdateAsync(pk, "SET body = :b", Item((":b", S(new string('x', 3000))))));
    }

    [Fact]
    public async Task An_update_of_nothing_at_all_costs_the_item()
    {
        var pk = table.NewKey();
        await PutAsync(pk, 2000);
        Assert.Equal(2, await UpdateAsync(pk, null));
    }

    [Fact]
    public async Task A_batch_costs_each_write_on_its_own()
    {
        var (one, other) = (table.NewKey(), table.NewKey());
        await PutAsync(other, 3000);
        var answer = await table.Client.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [table.Name] =
                [
                    new WriteRequest(new PutRequest(SizedItem.Of(1500, ("pk", S(one))))),
                    new WriteRequest(new DeleteRequest(Item(("pk", S(other))))),
                ],
            },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        var consumed = Assert.Single(answer.ConsumedCapacity);
        Assert.Equal((table.Name, 5), (consumed.TableName, consumed.CapacityUnits));
    }

    [Fact]
    public async Task With_indexes_asked_for_the_tables_share_is_told_too()
    {
        var answer = await table.PutAsync(
            Item(("pk", S(table.NewKey()))), put => put.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES);
        Assert.Equal((1, 1), (answer.ConsumedCapacity.CapacityUnits, answer.ConsumedCapacity.Table.CapacityUnits));
    }

    private async Task<double?> PutAsync(string pk, int bytes) =>
        (await table.PutAsync(SizedItem.Of(bytes, ("pk", S(pk))), put => put.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL))
        .ConsumedCapacity.CapacityUnits;

    private async Task<double?> DeleteAsync(string pk) =>
        (await table.DeleteAsync(Item(("pk", S(pk))), delete => delete.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL))
        .ConsumedCapacity.CapacityUnits;

    private async Task<double?> UpdateAsync(string pk, string? expression, Dictionary<string, AttributeValue>? values = null) =>
        (await table.UpdateAsync(
            Item(("pk", S(pk))), expression, values, update => update.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL))
        .ConsumedCapacity.CapacityUnits;
}
