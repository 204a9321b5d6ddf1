namespace Ballast.Conformance.LocalIndexes;

public sealed class IndexQueryTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Theory]
    [InlineData("by_score", "N:10 N:10 N:20 N:30")]
    [InlineData("by_label", "S:\"w\" S:\"x\" S:\"x\" S:\"y\"")]
    [InlineData("by_mark", "B:AQ== B:AQ== B:Ag== B:Aw==")]
    public async Task An_index_is_sorted_by_its_own_key(string index, string expected)
    {
        var key = index["by_".Length..];
        var forward = (await QueryAsync(index)).Items.Select(item => Canonical.Of(item[key]));
        var backward = (await QueryAsync(index, with: query => query.ScanIndexForward = false)).Items.Select(item => Canonical.Of(item[key]));
        Assert.Equal(expected, string.Join(' ', forward));
        Assert.Equal(expected, string.Join(' ', backward.Reverse()));
    }

    [Fact]
    public async Task Entries_with_one_key_are_opposite_in_the_two_directions()
    {
        var forward = (await QueryAsync("by_score", "score = :ten")).Items.Select(item => item["sk"].S);
        var backward = (await QueryAsync("by_score", "score = :ten", query => query.ScanIndexForward = false)).Items.Select(item => item["sk"].S);
        Assert.Equal(forward, backward.Reverse());
    }

    [Theory]
    [InlineData("by_score", "score = :ten", "b e")]
    [InlineData("by_score", "score > :ten", "a c")]
    [InlineData("by_score", "score BETWEEN :zero AND :ten", "b e")]
    [InlineData("by_label", "label = :x", "a d")]
    [InlineData("by_label", "begins_with(label, :x)", "a d")]
    [InlineData("by_label", "label < :x", "e")]
    [InlineData("by_mark", "mark >= :byte2", "b c")]
    public async Task A_key_condition_uses_the_key_of_the_index(string index, string condition, string expected) =>
        // Entries with one key may come in either order, so the order is not looked at here.
        Assert.Equal(expected, string.Join(' ', (await QueryAsync(index, condition)).Items.Select(item => item["sk"].S).Order()));

    [Fact]
    public async Task A_projection_of_everything_returns_whole_items()
    {
        var item = (await QueryAsync("by_score")).Items[^1];
        Assert.Equal(["color", "label", "mark", "note", "pk", "score", "sk"], item.Keys.Order());
    }

    [Fact]
    public async Task A_projection_of_keys_returns_the_keys_of_table_and_index()
    {
        var answer = await QueryAsync("by_label");
        Assert.All(answer.Items, item => Assert.Equal(["label", "pk", "sk"], item.Keys.Order()));
    }

    [Fact]
    public async Task An_including_projection_returns_what_it_includes_where_it_exists()
    {
        var answer = await QueryAsync("by_mark");
        Assert.Equal(["color", "mark", "pk", "sk"], answer.Items[0].Keys.Order());
        Assert.Equal(["mark", "pk", "sk"], answer.Items[^1].Keys.Order());
    }

    [Theory]
    [InlineData("by_label")]
    [InlineData("by_mark")]
    public async Task All_attributes_are_fetched_from_the_table_when_asked_for(string index)
    {
        var answer = await QueryAsync(index, with: query => query.Select = Select.ALL_ATTRIBUTES);
        Assert.All(answer.Items, item => Assert.Equal("n", item["note"].S));
    }

    [Fact]
    public async Task All_projected_attributes_are_what_the_index_has()
    {
        var answer = await QueryAsync("by_label", with: query => query.Select = Select.ALL_PROJECTED_ATTRIBUTES);
        Assert.All(answer.Items, item => Assert.Equal(["label", "pk", "sk"], item.Keys.Order()));
    }

    [Fact]
    public async Task An_attribute_that_is_not_projected_is_fetched_when_named()
    {
        var answer = await QueryAsync("by_label", with: query => query.ProjectionExpression = "note, label");
        Assert.All(answer.Items, item => Assert.Equal(["label", "note"], item.Keys.Order()));
    }

    [Fact]
    public async Task A_count_counts_the_entries_of_the_index()
    {
        var answer = await QueryAsync("by_score", with: query => query.Select = Select.COUNT);
        Assert.Equal((4, 4), (answer.Count, answer.ScannedCount));
    }

    [Fact]
    public async Task A_filter_may_use_the_sort_key_of_the_table()
    {
        await IndexedItems.PutAllAsync(table);
        var answer = await table.QueryAsync("pk = :pk", Item((":pk", IndexedItems.Partition), (":b", S("b"))), query =>
        {
            query.IndexName = "by_score";
            query.FilterExpression = "sk > :b";
        });
        Assert.Equal("e c", IndexedItems.SortKeysOf(answer.Items));
        Assert.Equal(4, answer.ScannedCount);
    }

    [Fact]
    public async Task A_consistent_read_of_a_local_index_sees_the_last_write()
    {
        var (pk, sk) = (S(table.NewKey()), S("s"));
        for (var score = 0; score < 20; score++)
        {
            await table.PutAsync(Item(("pk", pk), ("sk", sk), ("score", N(score))));
            var found = await table.QueryAsync("pk = :pk", Item((":pk", pk)), query => query.IndexName = "by_score");
            Assert.Equal(score.ToString(), Assert.Single(found.Items)["score"].N);
        }
    }

    [Fact]
    public Task A_filter_on_the_key_of_the_index_is_refused() =>
        Refused.AsInvalidAsync(() => QueryAsync("by_score", with: query => query.FilterExpression = "attribute_exists(score)"), "primary key");

    [Theory]
    [InlineData("by_label", "FilterExpression", "color = :f AND attribute_exists(sk)", "Secondary index by_label does not project one or more filter attributes: [color]")]
    [InlineData("by_mark", "FilterExpression", "color = :f OR elsewhere.x = :f OR note = :f", "[elsewhere, note]")]
    public async Task A_query_may_not_filter_by_what_the_index_does_not_hold(string index, string member, string filter, string words)
    {
        foreach (var select in (string[])["COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"])
            await Order.Faults.AreToldAsync(table, "Query", $$$"""
                {"TableName":"$TABLE","IndexName":"{{{index}}}","Select":"{{{select}}}","KeyConditionExpression":"pk = :pk","{{{member}}}":"{{{filter}}}",
                 "ExpressionAttributeValues":{":pk":{"S":"a"},":f":{"S":"x"} } }
                """, words);
    }

    [Fact]
    public Task The_filter_from_before_expressions_may_not_either() => Order.Faults.AreToldAsync(table, "Query", """
        {"TableName":"$TABLE","IndexName":"by_label","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},
         "QueryFilter":{"color":{"ComparisonOperator":"NULL"}}}
        """, "does not project one or more filter attributes: [color]");

    [Fact]
    public async Task A_query_may_filter_by_what_the_index_holds()
    {
        await IndexedItems.PutAllAsync(table);
        foreach (var index in (string[])["by_mark", "by_score"])
        {
            var answer = await table.QueryAsync("pk = :pk", Item((":pk", IndexedItems.Partition), (":f", S("red"))), query =>
                (query.IndexName, query.FilterExpression) = (index, "color = :f"));
            Assert.Equal("a", IndexedItems.SortKeysOf(answer.Items));
        }
    }

    [Fact]
    [DynamoDBLocalDiffers("looks into the table")]
    public async Task A_scan_finds_nothing_in_what_the_index_does_not_hold()
    {
        await IndexedItems.PutAllAsync(table);
        var answer = await table.ScanAsync(scan =>
            (scan.IndexName, scan.FilterExpression) = ("by_label", "attribute_exists(color)"));
        Assert.Empty(answer.Items);
        Assert.True(answer.ScannedCount >= 4);
    }

    [Fact]
    public Task A_condition_on_the_key_of_another_index_is_refused() =>
        Refused.AsInvalidAsync(() => QueryAsync("by_score", "label = :x"));

    private async Task<QueryResponse> QueryAsync(string index, string? condition = null, Action<QueryRequest>? with = null)
    {
        await IndexedItems.PutAllAsync(table);
        var values = Item((":ten", N(10)), (":zero", N(0)), (":x", S("x")), (":byte2", B(2)))
            .Where(value => condition?.Contains(value.Key) == true).ToDictionary(value => value.Key, value => value.Value);
        values[":pk"] = IndexedItems.Partition;
        return await table.QueryAsync(condition is null ? "pk = :pk" : $"pk = :pk AND {condition}", values, query =>
        {
            query.IndexName = index;
            with?.Invoke(query);
        });
    }
}
