namespace Ballast.Conformance.ListTables;

public sealed class ListTablesTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task Pages_of_two_list_every_table_once()
    {
        var names = await CreateFamilyAsync(5);
        var listed = await ListFromAsync(Before(names[0]), 2);
        Assert.Equal(names, listed.Where(names.Contains));
    }

    [Fact]
    public async Task A_page_is_no_longer_than_its_limit_and_names_its_last_table()
    {
        var names = await CreateFamilyAsync(3);
        var page = await Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = Before(names[0]), Limit = 2 });
        Assert.Equal(names[..2], page.TableNames);
        Assert.Equal(names[1], page.LastEvaluatedTableName);
    }

    [Fact]
    public async Task The_start_table_itself_is_left_out()
    {
        var names = await CreateFamilyAsync(3);
        var page = await Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = names[0], Limit = 2 });
        Assert.Equal(names[1..], page.TableNames);
    }

    [Fact]
    public async Task The_last_page_names_no_further_table()
    {
        var page = await Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = "zzz" + Server.UniqueName() });
        Assert.Equal((0, null), (page.TableNames?.Count ?? 0, page.LastEvaluatedTableName));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(-1)]
    public Task A_limit_outside_one_to_a_hundred_is_refused(int limit) =>
        Refused.AsInvalidAsync(() => Client.ListTablesAsync(new ListTablesRequest { Limit = limit }), "limit");

    [Fact]
    public async Task A_limit_of_a_hundred_is_accepted() =>
        Assert.NotNull((await Client.ListTablesAsync(new ListTablesRequest { Limit = 100 })).TableNames);

    // The names of one family are neighbours in the list, whatever else the suite creates meanwhile.
    private async Task<string[]> CreateFamilyAsync(int count)
    {
        var stem = Server.UniqueName("family");
        var names = Enumerable.Range(0, count).Select(number => $"{stem}.{number}").ToArray();
        foreach (var name in names)
            await CreateActiveAsync(TableShape.Hash(name, ScalarAttributeType.S));
        return names;
    }

    private static string Before(string first) => first[..^1];

    private async Task<List<string>> ListFromAsync(string start, int limit)
    {
        List<string> listed = [];
        for (var from = start; from is not null;)
        {
            var page = await Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = from, Limit = limit });
            listed.AddRange(page.TableNames);
            from = page.LastEvaluatedTableName;
        }
        return listed;
    }
}
