namespace Ballast.Conformance.Query;

public sealed class QuerySelectTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    [Fact]
    public async Task A_partition_without_items_is_an_empty_answer()
    {
        var answer = await table.QueryAsync("pk = :pk", Item((":pk", S("nobody"))));
        Assert.Equal((0, 0, null), (answer.Count, answer.ScannedCount, answer.LastEvaluatedKey));
        Assert.Empty(answer.Items);
    }

    [Fact]
    public async Task A_count_returns_no_items()
    {
        await FillAsync("count");
        var answer = await SelectAsync("count", query => query.Select = Select.COUNT);
        Assert.Equal((3, 3), (answer.Count, answer.ScannedCount));
        Assert.Null(answer.Items);
    }

    [Fact]
    public async Task A_count_counts_after_the_filter()
    {
        await FillAsync("filtered");
        var answer = await table.QueryAsync("pk = :pk", Item((":pk", S("filtered")), (":one", N(1))), query =>
        {
            query.Select = Select.COUNT;
            query.FilterExpression = "v >= :one";
        });
        Assert.Equal((2, 3), (answer.Count, answer.ScannedCount));
    }

    [Fact]
    public async Task A_projection_returns_only_what_it_names()
    {
        await FillAsync("projected");
        var answer = await SelectAsync("projected", query => query.ProjectionExpression = "v, box.x");
        Canonical.AssertSame(Item(("v", N(0)), ("box", M(("x", N(0))))), answer.Items[0]);
    }

    [Fact]
    public async Task A_filter_may_use_what_the_projection_leaves_out()
    {
        await FillAsync("hidden");
        var answer = await table.QueryAsync("pk = :pk", Item((":pk", S("hidden")), (":v", N(2))), query =>
        {
            query.FilterExpression = "v = :v";
            query.ProjectionExpression = "sk";
        });
        Canonical.AssertSame(Item(("sk", N(2))), Assert.Single(answer.Items));
    }

    [Fact]
    public async Task Specific_attributes_go_with_a_projection()
    {
        await FillAsync("specific");
        var answer = await SelectAsync("specific", query => (query.Select, query.ProjectionExpression) = (Select.SPECIFIC_ATTRIBUTES, "v"));
        Canonical.AssertSame(Item(("v", N(0))), answer.Items[0]);
    }

    [Fact]
    public async Task All_attributes_are_all_attributes()
    {
        await FillAsync("all");
        var answer = await SelectAsync("all", query => query.Select = Select.ALL_ATTRIBUTES);
        Assert.Equal(4, answer.Items[0].Count);
    }

    [Theory]
    [InlineData("SPECIFIC_ATTRIBUTES", null)]
    [InlineData("ALL_ATTRIBUTES", "v")]
    [InlineData("COUNT", "v")]
    [InlineData("ALL_PROJECTED_ATTRIBUTES", null)]
    [InlineData("SOMETHING", null)]
    public Task A_selection_that_does_not_fit_is_refused(string select, string? projection) =>
        Refused.AsInvalidAsync(() => SelectAsync("x", query => (query.Select, query.ProjectionExpression) = (select, projection)));

    [Fact]
    public Task A_filter_on_the_key_is_refused() =>
        Refused.AsInvalidAsync(
            () => table.QueryAsync("pk = :pk", Item((":pk", S("x"))), query => query.FilterExpression = "attribute_exists(sk)"), "primary key");

    [Fact]
    public Task An_unknown_index_is_refused() =>
        Refused.AsInvalidAsync(() => SelectAsync("x", query => query.IndexName = "by_nothing"), "index");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => SelectAsync("x", query => query.TableName = table.Server.UniqueName("missing")));

    [Fact]
    public async Task An_eventually_consistent_query_gives_the_same_items_in_time()
    {
        await FillAsync("eventual");
        var answer = await SelectAsync("eventual", query => query.ConsistentRead = false);
        Assert.InRange(answer.Count!.Value, 0, 3);
    }

    private async Task FillAsync(string pk)
    {
        for (var number = 0; number < 3; number++)
            await table.PutAsync(Item(("pk", S(pk)), ("sk", N(number)), ("v", N(number)), ("box", M(("x", N(number)), ("y", N(9))))));
    }

    private Task<QueryResponse> SelectAsync(string pk, Action<QueryRequest> with) => table.QueryAsync("pk = :pk", Item((":pk", S(pk))), with);
}
