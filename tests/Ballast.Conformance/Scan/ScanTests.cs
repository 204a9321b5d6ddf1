namespace Ballast.Conformance.Scan;

/// <summary>A table that holds exactly the items <c>k0</c> to <c>k39</c>, each with <c>v</c> from 0 to 39.</summary>
public sealed class FortyItems(ConformanceServer server)
    : TableFixture(server, name => TableShape.Hash(name, ScalarAttributeType.S))
{
    public const int Count = 40;

    private readonly SemaphoreSlim _filling = new(1);
    private bool _filled;

    public async Task FillAsync()
    {
        await _filling.WaitAsync();
        for (var number = 0; !_filled && number < Count; number++)
            await PutAsync(Item(("pk", S($"k{number}")), ("v", N(number)), ("w", S("w"))));
        _filled = true;
        _filling.Release();
    }
}

public sealed class ScanTests(FortyItems table) : IClassFixture<FortyItems>
{
    [Fact]
    public async Task A_scan_finds_every_item_once()
    {
        var answer = await ScanAsync();
        Assert.Equal((FortyItems.Count, FortyItems.Count), (answer.Count, answer.ScannedCount));
        Assert.Equal(FortyItems.Count, answer.Items.Select(item => item["pk"].S).Distinct().Count());
        Assert.Null(answer.LastEvaluatedKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Pages_find_every_item_once(int limit)
    {
        List<string> found = [];
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var page = await ScanAsync(scan => (scan.Limit, scan.ExclusiveStartKey) = (limit, from));
            Assert.InRange(page.Items.Count, 0, limit);
            found.AddRange(page.Items.Select(item => item["pk"].S));
            from = page.LastEvaluatedKey;
        }
        while (from is not null);
        Assert.Equal(FortyItems.Count, found.Count);
        Assert.Equal(FortyItems.Count, found.Distinct().Count());
    }

    [Fact]
    public async Task Two_scans_give_one_order()
    {
        var (one, other) = (await ScanAsync(), await ScanAsync());
        Assert.Equal(one.Items.Select(item => item["pk"].S), other.Items.Select(item => item["pk"].S));
    }

    [Fact]
    public async Task The_last_evaluated_key_is_the_key_of_the_last_item()
    {
        var page = await ScanAsync(scan => scan.Limit = 5);
        Canonical.AssertSame(Item(("pk", page.Items[^1]["pk"])), page.LastEvaluatedKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task The_segments_of_a_parallel_scan_find_every_item_once(int segments)
    {
        await table.FillAsync();
        var parts = await Task.WhenAll(Enumerable.Range(0, segments).Select(segment =>
            ScanAsync(scan => (scan.Segment, scan.TotalSegments) = (segment, segments))));
        var found = parts.SelectMany(part => part.Items).Select(item => item["pk"].S).ToList();
        Assert.Equal(FortyItems.Count, found.Count);
        Assert.Equal(FortyItems.Count, found.Distinct().Count());
    }

    [Fact]
    public async Task A_segment_can_be_read_in_pages()
    {
        List<string> found = [];
        for (var segment = 0; segment < 3; segment++)
        {
            Dictionary<string, AttributeValue>? from = null;
            do
            {
                var (inSegment, start) = (segment, from);
                var page = await ScanAsync(scan =>
                    (scan.Segment, scan.TotalSegments, scan.Limit, scan.ExclusiveStartKey) = (inSegment, 3, 4, start));
                found.AddRange(page.Items.Select(item => item["pk"].S));
                from = page.LastEvaluatedKey;
            }
            while (from is not null);
        }
        Assert.Equal(FortyItems.Count, found.Count);
        Assert.Equal(FortyItems.Count, found.Distinct().Count());
    }

    [Fact]
    public async Task The_largest_number_of_segments_is_accepted() =>
        Assert.InRange((await ScanAsync(scan => (scan.Segment, scan.TotalSegments) = (999_999, 1_000_000))).Count!.Value, 0, FortyItems.Count);

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(-1, 4)]
    [InlineData(0, 0)]
    [InlineData(0, 1_000_001)]
    [InlineData(0, null)]
    [InlineData(null, 4)]
    public Task Segments_that_do_not_fit_are_refused(int? segment, int? total) =>
        Refused.AsInvalidAsync(() => ScanAsync(scan => (scan.Segment, scan.TotalSegments) = (segment, total)), "segment");

    [Fact]
    public async Task A_filter_leaves_out_items_but_scans_them()
    {
        var answer = await ScanAsync(scan =>
        {
            scan.FilterExpression = "v < :ten AND begins_with(pk, :k)";
            scan.ExpressionAttributeValues = Item((":ten", N(10)), (":k", S("k")));
        });
        Assert.Equal((10, FortyItems.Count), (answer.Count, answer.ScannedCount));
    }

    [Fact]
    public async Task A_count_returns_no_items()
    {
        var answer = await ScanAsync(scan => scan.Select = Select.COUNT);
        Assert.Equal(FortyItems.Count, answer.Count);
        Assert.Null(answer.Items);
    }

    [Fact]
    public async Task A_projection_returns_only_what_it_names()
    {
        var answer = await ScanAsync(scan => scan.ProjectionExpression = "w");
        Assert.All(answer.Items, item => Canonical.AssertSame(Item(("w", S("w"))), item));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public Task A_limit_below_one_is_refused(int limit) => Refused.AsInvalidAsync(() => ScanAsync(scan => scan.Limit = limit), "limit");

    [Fact]
    public Task A_start_key_that_does_not_fit_is_refused() =>
        Refused.AsInvalidAsync(() => ScanAsync(scan => scan.ExclusiveStartKey = Item(("pk", N(1)))));

    [Fact]
    public Task An_unknown_index_is_refused() => Refused.AsInvalidAsync(() => ScanAsync(scan => scan.IndexName = "by_nothing"), "index");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => ScanAsync(scan => scan.TableName = table.Server.UniqueName("missing")));

    private async Task<ScanResponse> ScanAsync(Action<ScanRequest>? with = null)
    {
        await table.FillAsync();
        return await table.ScanAsync(with);
    }
}

public sealed class ScanPageTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task A_page_ends_at_one_megabyte_and_the_next_goes_on()
    {
        for (var number = 0; number < 8; number++)
            await table.PutAsync(SizedItem.Of(300_000, ("pk", S($"big-{number}"))));
        List<int> pages = [];
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var start = from;
            var page = await table.ScanAsync(scan => scan.ExclusiveStartKey = start);
            pages.Add(page.Items.Count);
            from = page.LastEvaluatedKey;
        }
        while (from is not null);
        Assert.Equal(8, pages.Sum());
        Assert.All(pages, items => Assert.InRange(items, 0, 4));
    }
}
