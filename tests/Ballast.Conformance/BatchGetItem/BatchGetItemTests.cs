namespace Ballast.Conformance.BatchGetItem;

public sealed class BatchGetItemTests(HashTable table, NumberRangeTable other) : IClassFixture<HashTable>, IClassFixture<NumberRangeTable>
{
    private const int AnswerBytesMax = 16 * 1024 * 1024;

    [Fact]
    public async Task Items_that_exist_come_back_and_others_are_left_out()
    {
        await table.PutAsync(Item(("pk", S("here")), ("n", N(1))));
        var answer = await GetAsync(["here", "not here"]);
        Canonical.AssertSame(Item(("pk", S("here")), ("n", N(1))), Assert.Single(answer.Responses[table.Name]));
        Assert.Empty(answer.UnprocessedKeys);
    }

    [Fact]
    public async Task A_table_without_a_hit_has_an_empty_list()
    {
        var answer = await GetAsync(["nobody"]);
        Assert.Empty(answer.Responses[table.Name]);
    }

    [Fact]
    public async Task A_hundred_keys_are_accepted()
    {
        foreach (var pk in Keys(100))
            await table.PutAsync(Item(("pk", S(pk))));
        var answer = await GetAsync(Keys(100));
        Assert.Equal(Keys(100).Order(), answer.Responses[table.Name].Select(item => item["pk"].S).Order());
    }

    [Fact]
    public Task A_hundred_and_one_keys_are_refused() => Refused.AsInvalidAsync(() => GetAsync(Keys(101)));

    [Fact]
    public Task A_hundred_and_one_keys_over_two_tables_are_refused() =>
        Refused.AsInvalidAsync(() => GetAsync(KeysOf(Keys(60)), new()
        {
            [other.Name] = new KeysAndAttributes { Keys = [.. Enumerable.Range(0, 41).Select(number => Item(("pk", S("x")), ("sk", N(number))))] },
        }));

    [Fact]
    public Task The_same_key_twice_is_refused() => Refused.AsInvalidAsync(() => GetAsync(["a", "b", "a"]), "duplicates");

    [Fact]
    [DynamoDBLocalDiffers("compares keys as they are written")]
    public Task A_number_key_written_in_two_ways_is_the_same_key() =>
        Refused.AsInvalidAsync(
            () => GetAsync(null, new()
            {
                [other.Name] = new KeysAndAttributes { Keys = [Item(("pk", S("x")), ("sk", N("1"))), Item(("pk", S("x")), ("sk", N("1.0")))] },
            }),
            "duplicates");

    [Fact]
    public async Task Two_tables_are_read_at_once_each_with_a_projection_of_its_own()
    {
        await table.PutAsync(Item(("pk", S("both")), ("n", N(1)), ("m", N(2))));
        await other.PutAsync(Item(("pk", S("both")), ("sk", N(1)), ("n", N(3)), ("m", N(4))));
        var first = KeysOf(["both"]);
        first.ProjectionExpression = "n";
        var answer = await GetAsync(first, new()
        {
            [other.Name] = new KeysAndAttributes
            {
                Keys = [Item(("pk", S("both")), ("sk", N(1)))],
                ProjectionExpression = "#m, pk",
                ExpressionAttributeNames = Names(("#m", "m")),
                ConsistentRead = true,
            },
        });
        Canonical.AssertSame(Item(("n", N(1))), answer.Responses[table.Name].Single());
        Canonical.AssertSame(Item(("pk", S("both")), ("m", N(4))), answer.Responses[other.Name].Single());
    }

    [Fact]
    public async Task An_answer_beyond_sixteen_megabytes_names_the_keys_left_over()
    {
        var keys = Enumerable.Range(0, 44).Select(number => $"huge-{number}").ToArray();
        await Task.WhenAll(keys.Select(pk => table.PutAsync(SizedItem.Of(SizedItem.BytesMax, ("pk", S(pk))))));
        var (found, rounds) = (new List<string>(), 0);
        for (var left = KeysOf(keys); left is not null; rounds++)
        {
            var answer = await GetAsync(left, []);
            Assert.InRange(answer.Responses[table.Name].Count, 1, AnswerBytesMax / SizedItem.BytesMax);
            found.AddRange(answer.Responses[table.Name].Select(item => item["pk"].S));
            left = answer.UnprocessedKeys.GetValueOrDefault(table.Name);
        }
        Assert.Equal(keys.Order(), found.Order());
        Assert.InRange(rounds, 2, keys.Length);
    }

    [Fact]
    public Task No_tables_are_refused() => Refused.AsInvalidAsync(() => GetAsync(null, []), "request");

    [Fact]
    public Task No_keys_are_refused() => Refused.AsInvalidAsync(() => GetAsync([]), "keys");

    [Fact]
    public Task A_key_that_does_not_fit_is_refused() =>
        Refused.AsInvalidAsync(() => GetAsync(new KeysAndAttributes { Keys = [Item(("pk", N(1)))] }, []), "key");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => GetAsync(KeysOf(["a"]), new() { [table.Server.UniqueName("missing")] = KeysOf(["a"]) }));

    [Fact]
    public Task A_malformed_projection_is_refused()
    {
        var keys = KeysOf(["a"]);
        keys.ProjectionExpression = "a,,b";
        return Refused.AsInvalidAsync(() => GetAsync(keys, []), "ProjectionExpression");
    }

    private static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(number => $"key-{number}")];

    private static KeysAndAttributes KeysOf(string[] keys) =>
        new() { Keys = [.. keys.Select(pk => Item(("pk", S(pk))))], ConsistentRead = true };

    private Task<BatchGetItemResponse> GetAsync(string[] keys) => GetAsync(KeysOf(keys), []);

    private Task<BatchGetItemResponse> GetAsync(KeysAndAttributes? keys, Dictionary<string, KeysAndAttributes> others)
    {
        if (keys is not null)
            others.Add(table.Name, keys);
        return table.Client.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = others });
    }
}
