namespace Ballast.Conformance.LocalIndexes;

public sealed class IndexPagingTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Pages_of_an_index_give_every_entry_once_also_where_keys_tie(int limit, bool forward)
    {
        await IndexedItems.PutAllAsync(table);
        List<Dictionary<string, AttributeValue>> found = [];
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var start = from;
            var page = await QueryAsync(query => (query.Limit, query.ScanIndexForward, query.ExclusiveStartKey) = (limit, forward, start));
            found.AddRange(page.Items);
            from = page.LastEvaluatedKey;
        }
        while (from is not null);
        Assert.Equal(forward ? ["10", "10", "20", "30"] : ["30", "20", "10", "10"], found.Select(item => item["score"].N));
        Assert.Equal(["a", "b", "c", "e"], found.Select(item => item["sk"].S).Order());
    }

    [Fact]
    public async Task The_last_evaluated_key_has_the_keys_of_table_and_index()
    {
        await IndexedItems.PutAllAsync(table);
        var page = await QueryAsync(query => query.Limit = 1);
        Canonical.AssertSame(Item(("pk", IndexedItems.Partition), ("sk", page.Items[0]["sk"]), ("score", N(10))), page.LastEvaluatedKey);
    }

    [Fact]
    public Task A_start_key_without_the_key_of_the_index_is_refused() =>
        Refused.AsInvalidAsync(() => QueryAsync(query => query.ExclusiveStartKey = Item(("pk", IndexedItems.Partition), ("sk", S("b")))), "start");

    [Fact]
    public async Task A_scan_of_an_index_finds_its_entries_only()
    {
        await IndexedItems.PutAllAsync(table);
        var answer = await table.ScanAsync(scan => scan.IndexName = "by_score");
        Assert.Equal("a b c e", string.Join(' ', answer.Items.Select(item => item["sk"].S).Order()));
    }

    [Fact]
    public async Task A_scan_of_an_index_returns_what_is_projected()
    {
        await IndexedItems.PutAllAsync(table);
        var answer = await table.ScanAsync(scan => scan.IndexName = "by_label");
        Assert.All(answer.Items, item => Assert.Equal(["label", "pk", "sk"], item.Keys.Order()));
    }

    [Fact]
    public async Task A_scan_of_an_index_in_segments_and_pages_finds_every_entry_once()
    {
        await IndexedItems.PutAllAsync(table);
        List<string> found = [];
        for (var segment = 0; segment < 3; segment++)
        {
            Dictionary<string, AttributeValue>? from = null;
            do
            {
                var (inSegment, start) = (segment, from);
                var page = await table.ScanAsync(scan =>
                {
                    scan.IndexName = "by_score";
                    (scan.Segment, scan.TotalSegments, scan.Limit, scan.ExclusiveStartKey) = (inSegment, 3, 1, start);
                });
                found.AddRange(page.Items.Select(item => item["sk"].S));
                from = page.LastEvaluatedKey;
            }
            while (from is not null);
        }
        Assert.Equal("a b c e", string.Join(' ', found.Order()));
    }

    private Task<QueryResponse> QueryAsync(Action<QueryRequest> with) =>
        table.QueryAsync("pk = :pk", Item((":pk", IndexedItems.Partition)), query =>
        {
            query.IndexName = "by_score";
            with(query);
        });
}
