namespace Ballast.Conformance.Query;

public sealed class QueryPagingTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    private const int PageBytesMax = 1024 * 1024;

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(100, true)]
    public async Task Pages_give_every_item_once_and_in_order(int limit, bool forward)
    {
        await FillAsync("ten", 10);
        var pages = await PagesAsync("ten", query => (query.Limit, query.ScanIndexForward) = (limit, forward));
        var found = pages.SelectMany(page => page.Items).Select(item => int.Parse(item["sk"].N));
        Assert.Equal(forward ? Enumerable.Range(0, 10) : Enumerable.Range(0, 10).Reverse(), found);
        Assert.All(pages, page => Assert.InRange(page.Items.Count, 0, limit));
    }

    [Fact]
    public async Task The_last_evaluated_key_is_the_key_of_the_last_item()
    {
        await FillAsync("lastkey", 3);
        var page = await FirstPageAsync("lastkey", 2);
        Canonical.AssertSame(Item(("pk", S("lastkey")), ("sk", N(1))), page.LastEvaluatedKey);
    }

    [Fact]
    public async Task A_limit_that_meets_the_end_exactly_still_gives_a_key_and_then_an_empty_page()
    {
        await FillAsync("exact", 3);
        var page = await FirstPageAsync("exact", 3);
        Assert.NotNull(page.LastEvaluatedKey);
        var next = await table.QueryAsync("pk = :pk", Item((":pk", S("exact"))), query => query.ExclusiveStartKey = page.LastEvaluatedKey);
        Assert.Equal((0, null), (next.Count, next.LastEvaluatedKey));
    }

    [Fact]
    public async Task A_limit_beyond_the_end_gives_no_key()
    {
        await FillAsync("short", 3);
        Assert.Null((await FirstPageAsync("short", 4)).LastEvaluatedKey);
    }

    [Fact]
    public async Task The_limit_counts_items_before_the_filter()
    {
        await FillAsync("filtered", 10);
        var page = await table.QueryAsync("pk = :pk", Item((":pk", S("filtered")), (":v", N(8))), query =>
        {
            query.FilterExpression = "v >= :v";
            query.Limit = 4;
        });
        Assert.Equal((0, 4), (page.Count, page.ScannedCount));
        Assert.NotNull(page.LastEvaluatedKey);
    }

    [Fact]
    public async Task A_start_key_need_not_exist()
    {
        await FillAsync("gap", 4);
        var page = await table.QueryAsync("pk = :pk", Item((":pk", S("gap"))), query =>
            query.ExclusiveStartKey = Item(("pk", S("gap")), ("sk", N("1.5"))));
        Assert.Equal(["2", "3"], page.Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task A_start_key_works_backwards_too()
    {
        await FillAsync("back", 4);
        var page = await table.QueryAsync("pk = :pk", Item((":pk", S("back"))), query =>
        {
            query.ExclusiveStartKey = Item(("pk", S("back")), ("sk", N(2)));
            query.ScanIndexForward = false;
        });
        Assert.Equal(["1", "0"], page.Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task A_page_ends_at_one_megabyte_and_the_next_goes_on()
    {
        for (var number = 0; number < 8; number++)
            await table.PutAsync(SizedItem.Of(300_000, ("pk", S("big")), ("sk", N(number))));
        var pages = await PagesAsync("big", _ => { });
        Assert.Equal(Enumerable.Range(0, 8), pages.SelectMany(page => page.Items).Select(item => int.Parse(item["sk"].N)));
        Assert.InRange(pages.Count, 2, 4);
        Assert.All(pages, page => Assert.InRange(page.Items.Count * 300_000, 0, PageBytesMax + 300_000));
    }

    [Fact]
    [DynamoDBLocalDiffers("counts the megabyte after the filter")]
    public async Task A_page_ends_at_one_megabyte_before_the_filter()
    {
        for (var number = 0; number < 8; number++)
            await table.PutAsync(SizedItem.Of(300_000, ("pk", S("big filtered")), ("sk", N(number)), ("v", N(number))));
        var first = await table.QueryAsync("pk = :pk", Item((":pk", S("big filtered")), (":v", N(7))), query => query.FilterExpression = "v = :v");
        Assert.Equal(0, first.Count);
        Assert.InRange(first.ScannedCount!.Value, 3, 4);
        Assert.NotNull(first.LastEvaluatedKey);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public Task A_limit_below_one_is_refused(int limit) => Refused.AsInvalidAsync(() => FirstPageAsync("x", limit), "limit");

    public static TheoryData<Dictionary<string, AttributeValue>> BadStartKeys { get; } =
    [
        Item(("pk", S("x"))),
        Item(("sk", N(1))),
        Item(("pk", S("x")), ("sk", S("1"))),
        Item(("pk", S("x")), ("sk", N(1)), ("more", N(1))),
        Item(("pk", S("other")), ("sk", N(1))),
        Item(("pk", S("")), ("sk", N(1))),
    ];

    [Theory]
    [MemberData(nameof(BadStartKeys), DisableDiscoveryEnumeration = true)]
    public Task A_start_key_that_does_not_fit_is_refused(Dictionary<string, AttributeValue> key) =>
        Refused.AsInvalidAsync(() => table.QueryAsync("pk = :pk", Item((":pk", S("x"))), query => query.ExclusiveStartKey = key));

    [Fact]
    public Task A_start_key_outside_the_condition_is_refused() =>
        Refused.AsInvalidAsync(() => table.QueryAsync(
            "pk = :pk AND sk > :s", Item((":pk", S("x")), (":s", N(5))), query => query.ExclusiveStartKey = Item(("pk", S("x")), ("sk", N(1)))));

    private async Task FillAsync(string pk, int count)
    {
        for (var number = 0; number < count; number++)
            await table.PutAsync(Item(("pk", S(pk)), ("sk", N(number)), ("v", N(number))));
    }

    private Task<QueryResponse> FirstPageAsync(string pk, int limit) =>
        table.QueryAsync("pk = :pk", Item((":pk", S(pk))), query => query.Limit = limit);

    private async Task<List<QueryResponse>> PagesAsync(string pk, Action<QueryRequest> with)
    {
        List<QueryResponse> pages = [];
        do
        {
            pages.Add(await table.QueryAsync("pk = :pk", Item((":pk", S(pk))), query =>
            {
                with(query);
                query.ExclusiveStartKey = pages.Count == 0 ? null : pages[^1].LastEvaluatedKey;
            }));
        }
        while (pages[^1].LastEvaluatedKey is not null);
        return pages;
    }
}
