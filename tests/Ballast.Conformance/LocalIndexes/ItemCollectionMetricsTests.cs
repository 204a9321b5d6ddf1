namespace Ballast.Conformance.LocalIndexes;

[DynamoDBLocalDiffers("never returns them")]
public sealed class ItemCollectionMetricsTests(IndexedTable table, HashTable plain) : IClassFixture<IndexedTable>, IClassFixture<HashTable>
{
    [Fact]
    public async Task A_put_names_its_collection_and_the_range_of_its_size()
    {
        var key = NewKey();
        var answer = await table.PutAsync(key, put => put.ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE);
        AssertFirstGigabyteOf(key, answer.ItemCollectionMetrics);
    }

    [Fact]
    public async Task An_update_names_its_collection()
    {
        var key = NewKey();
        var answer = await table.UpdateAsync(
            key, "SET n = :n", Item((":n", N(1))), update => update.ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE);
        AssertFirstGigabyteOf(key, answer.ItemCollectionMetrics);
    }

    [Fact]
    public async Task A_delete_names_its_collection()
    {
        var key = NewKey();
        await table.PutAsync(key);
        var answer = await table.DeleteAsync(key, delete => delete.ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE);
        AssertFirstGigabyteOf(key, answer.ItemCollectionMetrics);
    }

    [Fact]
    public async Task A_batch_names_its_collections_by_table()
    {
        var key = NewKey();
        var answer = await table.Client.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new() { [table.Name] = [new WriteRequest(new PutRequest(key))] },
            ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE,
        });
        AssertFirstGigabyteOf(key, Assert.Single(answer.ItemCollectionMetrics[table.Name]));
    }

    [Fact]
    public async Task Nothing_is_named_unless_asked_for() => Assert.Null((await table.PutAsync(NewKey())).ItemCollectionMetrics);

    [Fact]
    public async Task A_table_without_local_indexes_has_no_collections()
    {
        var answer = await plain.PutAsync(Item(("pk", S("x"))), put => put.ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE);
        Assert.Null(answer.ItemCollectionMetrics);
    }

    private Dictionary<string, AttributeValue> NewKey() => Item(("pk", S(table.NewKey())), ("sk", S("s")));

    private static void AssertFirstGigabyteOf(Dictionary<string, AttributeValue> key, ItemCollectionMetrics metrics)
    {
        Canonical.AssertSame(Item(("pk", key["pk"])), metrics.ItemCollectionKey);
        Assert.Equal([0.0, 1.0], metrics.SizeEstimateRangeGB);
    }
}
