namespace Ballast.Conformance.LocalIndexes;

public sealed class IndexWriteTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Fact]
    public async Task An_item_without_the_key_is_not_in_the_index()
    {
        var key = await PutAsync();
        Assert.Empty(await EntriesAsync(key, "by_score"));
    }

    [Fact]
    public async Task An_item_enters_an_index_when_it_gets_the_key()
    {
        var key = await PutAsync();
        await table.UpdateAsync(key, "SET score = :r", Item((":r", N(5))));
        Assert.Equal("5", Assert.Single(await EntriesAsync(key, "by_score"))["score"].N);
    }

    [Fact]
    public async Task An_item_moves_in_an_index_when_the_key_changes()
    {
        var key = await PutAsync(("score", N(5)));
        await table.UpdateAsync(key, "SET score = :r", Item((":r", N(6))));
        Assert.Equal("6", Assert.Single(await EntriesAsync(key, "by_score"))["score"].N);
    }

    [Fact]
    public async Task An_item_leaves_an_index_when_it_loses_the_key()
    {
        var key = await PutAsync(("score", N(5)), ("label", S("stays")));
        await table.UpdateAsync(key, "REMOVE score");
        Assert.Empty(await EntriesAsync(key, "by_score"));
        Assert.Single(await EntriesAsync(key, "by_label"));
    }

    [Fact]
    public async Task A_projected_attribute_changes_in_the_index_too()
    {
        var key = await PutAsync(("mark", B(1)), ("color", S("red")));
        await table.UpdateAsync(key, "SET color = :c", Item((":c", S("blue"))));
        Assert.Equal("blue", Assert.Single(await EntriesAsync(key, "by_mark"))["color"].S);
    }

    [Fact]
    public async Task A_put_over_an_item_replaces_its_entries()
    {
        var key = await PutAsync(("score", N(5)), ("label", S("old")));
        await table.PutAsync(new(key) { ["label"] = S("new") });
        Assert.Empty(await EntriesAsync(key, "by_score"));
        Assert.Equal("new", Assert.Single(await EntriesAsync(key, "by_label"))["label"].S);
    }

    [Fact]
    public async Task A_deleted_item_leaves_every_index()
    {
        var key = await PutAsync(("score", N(5)), ("label", S("x")), ("mark", B(1)));
        await table.DeleteAsync(key);
        foreach (var index in new[] { "by_score", "by_label", "by_mark" })
            Assert.Empty(await EntriesAsync(key, index));
    }

    [Fact]
    public async Task A_batch_keeps_the_indexes_too()
    {
        var pk = S(table.NewKey());
        await table.Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>>
        {
            [table.Name] = [.. Enumerable.Range(0, 5).Select(score =>
                new WriteRequest(new PutRequest(Item(("pk", pk), ("sk", S($"s{score}")), ("score", N(-score))))))],
        });
        var found = await EntriesAsync(Item(("pk", pk)), "by_score");
        Assert.Equal("s4 s3 s2 s1 s0", IndexedItems.SortKeysOf(found));
    }

    [Theory]
    [InlineData("by_score")]
    [InlineData("by_label")]
    public async Task A_key_of_the_wrong_type_is_refused(string index)
    {
        var (name, value) = index == "by_score" ? ("score", S("5")) : ("label", N(5));
        await Refused.AsInvalidAsync(() => PutAsync((name, value)), "type mismatch");
    }

    [Fact]
    [DynamoDBLocalDiffers("checks the keys of indexes only in puts")]
    public async Task A_key_of_the_wrong_type_is_refused_in_an_update()
    {
        var key = await PutAsync(("score", N(1)));
        await Refused.AsInvalidAsync(() => table.UpdateAsync(key, "SET score = :r", Item((":r", S("x")))));
        Assert.Equal("1", Assert.Single(await EntriesAsync(key, "by_score"))["score"].N);
    }

    [Fact]
    public Task An_empty_key_of_an_index_is_refused() =>
        Refused.AsInvalidAsync(() => PutAsync(("label", S(""))), "empty string", "label");

    [Fact]
    public Task Empty_bytes_as_the_key_of_an_index_are_refused() =>
        Refused.AsInvalidAsync(() => PutAsync(("mark", B())), "empty binary", "mark");

    [Fact]
    public Task A_key_of_an_index_of_1024_bytes_is_kept() => PutAsync(("label", S(new string('l', 1024))));

    [Fact]
    public Task A_key_of_an_index_beyond_1024_bytes_is_refused() =>
        Refused.AsInvalidAsync(() => PutAsync(("label", S(new string('l', 1025)))), "size");

    [Theory]
    [InlineData(SizedItem.BytesMax / 2, "score", false)]
    [InlineData(SizedItem.BytesMax / 2 + 1, "score", true)]
    [InlineData(399_000, "label", false)]
    public async Task An_item_and_its_entry_in_an_index_share_400_kilobytes(int bytes, string indexed, bool refused)
    {
        var item = SizedItem.Of(
            bytes, ("pk", S(table.NewKey())), ("sk", S("s")), indexed == "score" ? ("score", N(1)) : ("label", S("x")));
        if (refused)
            await Refused.AsInvalidAsync(() => table.PutAsync(item), "item size");
        else
            await table.PutAsync(item);
    }

    private async Task<Dictionary<string, AttributeValue>> PutAsync(params (string Name, AttributeValue Value)[] attributes)
    {
        var key = Item(("pk", S(table.NewKey())), ("sk", S("s")));
        await table.PutAsync(Item([("pk", key["pk"]), ("sk", key["sk"]), .. attributes]));
        return key;
    }

    private async Task<List<Dictionary<string, AttributeValue>>> EntriesAsync(Dictionary<string, AttributeValue> key, string index) =>
        (await table.QueryAsync("pk = :pk", Item((":pk", key["pk"])), query => query.IndexName = index)).Items;
}
