namespace Ballast.Conformance.BatchWriteItem;

public sealed class BatchWriteItemTests(HashTable table, NumberRangeTable other) : IClassFixture<HashTable>, IClassFixture<NumberRangeTable>
{
    [Fact]
    public async Task Puts_and_deletes_are_done_together()
    {
        await table.PutAsync(Item(("pk", S("goes"))));
        var answer = await WriteAsync(Put("comes"), Delete("goes"), Delete("was never there"));
        Assert.Empty(answer.UnprocessedItems);
        Assert.NotNull((await table.GetAsync(Item(("pk", S("comes"))))).Item);
        Assert.Null((await table.GetAsync(Item(("pk", S("goes"))))).Item);
    }

    [Fact]
    public async Task A_put_replaces_the_whole_item()
    {
        await table.PutAsync(Item(("pk", S("replaced")), ("old", N(1))));
        await WriteAsync(Put("replaced"));
        Canonical.AssertSame(Item(("pk", S("replaced"))), (await table.GetAsync(Item(("pk", S("replaced"))))).Item);
    }

    [Fact]
    public async Task Two_tables_are_written_at_once()
    {
        await WriteToAsync(new()
        {
            [table.Name] = [Put("two tables")],
            [other.Name] = [new WriteRequest(new PutRequest(Item(("pk", S("two tables")), ("sk", N(1)))))],
        });
        Assert.NotNull((await table.GetAsync(Item(("pk", S("two tables"))))).Item);
        Assert.NotNull((await other.GetAsync(Item(("pk", S("two tables")), ("sk", N(1))))).Item);
    }

    [Fact]
    public async Task Twenty_five_writes_are_accepted()
    {
        await WriteAsync([.. Enumerable.Range(0, 25).Select(number => Put($"many-{number}"))]);
        Assert.NotNull((await table.GetAsync(Item(("pk", S("many-24"))))).Item);
    }

    [Fact]
    public Task Twenty_six_writes_are_refused() =>
        Refused.AsInvalidAsync(() => WriteAsync([.. Enumerable.Range(0, 26).Select(number => Put($"more-{number}"))]));

    [Fact]
    public Task The_same_key_put_twice_is_refused() => Refused.AsInvalidAsync(() => WriteAsync(Put("twice"), Put("twice")), "duplicates");

    [Fact]
    public Task A_put_and_a_delete_of_one_key_are_refused() => Refused.AsInvalidAsync(() => WriteAsync(Put("twice"), Delete("twice")), "duplicates");

    [Fact]
    public async Task One_bad_item_rejects_all_of_them()
    {
        await Refused.AsInvalidAsync(() => WriteAsync(Put("good"), new WriteRequest(new PutRequest(Item(("no key", S("x")))))));
        Assert.Null((await table.GetAsync(Item(("pk", S("good"))))).Item);
    }

    [Fact]
    public async Task One_item_that_is_too_large_rejects_all_of_them()
    {
        await Refused.AsInvalidAsync(
            () => WriteAsync(Put("small"), new WriteRequest(new PutRequest(SizedItem.Of(SizedItem.BytesMax + 1, ("pk", S("large")))))), "item size");
        Assert.Null((await table.GetAsync(Item(("pk", S("small"))))).Item);
    }

    [Fact]
    public Task A_delete_by_half_a_key_is_refused() =>
        Refused.AsInvalidAsync(() => WriteToAsync(new() { [other.Name] = [new WriteRequest(new DeleteRequest(Item(("pk", S("x")))))] }), "key");

    [Fact]
    public Task A_write_of_neither_kind_is_refused() => Refused.AsInvalidAsync(() => WriteAsync(new WriteRequest()));

    [Fact]
    public Task A_write_of_both_kinds_is_refused() =>
        Refused.AsInvalidAsync(() => WriteAsync(
            new WriteRequest { PutRequest = new PutRequest(Item(("pk", S("a")))), DeleteRequest = new DeleteRequest(Item(("pk", S("b")))) }));

    [Fact]
    public Task No_tables_are_refused() => Refused.AsInvalidAsync(() => WriteToAsync([]), "request");

    [Fact]
    public Task No_writes_are_refused() => Refused.AsInvalidAsync(() => WriteToAsync(new() { [table.Name] = [] }));

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => WriteToAsync(new() { [table.Server.UniqueName("missing")] = [Put("x")] }));

    private static WriteRequest Put(string pk) => new(new PutRequest(Item(("pk", S(pk)))));

    private static WriteRequest Delete(string pk) => new(new DeleteRequest(Item(("pk", S(pk)))));

    private Task<BatchWriteItemResponse> WriteAsync(params WriteRequest[] writes) => WriteToAsync(new() { [table.Name] = [.. writes] });

    private Task<BatchWriteItemResponse> WriteToAsync(Dictionary<string, List<WriteRequest>> writes) =>
        table.Client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = writes });
}
