namespace Ballast.Conformance.DescribeTable;

public sealed class DescribeTableTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Fact]
    public async Task A_table_is_found_by_its_name()
    {
        var found = await table.Client.DescribeTableAsync(table.Name);
        Assert.Equal((table.Name, TableStatus.ACTIVE), (found.Table.TableName, found.Table.TableStatus));
    }

    [Fact]
    public async Task A_table_is_found_by_its_arn()
    {
        var found = await table.Client.DescribeTableAsync(table.Arn);
        Assert.Equal(table.Name, found.Table.TableName);
    }

    [Fact]
    public async Task All_local_indexes_are_described()
    {
        var found = await table.Client.DescribeTableAsync(table.Name);
        Assert.Equal(["by_label", "by_mark", "by_score"], found.Table.LocalSecondaryIndexes.Select(index => index.IndexName).Order());
        Assert.Null(found.Table.GlobalSecondaryIndexes);
    }

    [Fact]
    public async Task Two_descriptions_are_of_one_table()
    {
        var (one, other) = (await table.Client.DescribeTableAsync(table.Name), await table.Client.DescribeTableAsync(table.Name));
        Assert.Equal((one.Table.TableId, one.Table.CreationDateTime), (other.Table.TableId, other.Table.CreationDateTime));
    }

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.DescribeTableAsync(table.Server.UniqueName("missing")));

    [Fact]
    public Task A_name_is_needed() =>
        Refused.AsInvalidAsync(() => new Wire(table.Server).CallAsync("DescribeTable", "{}"), "tableName");
}
