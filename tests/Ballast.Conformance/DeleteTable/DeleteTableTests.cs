namespace Ballast.Conformance.DeleteTable;

public sealed class DeleteTableTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    [DynamoDBLocalDiffers("describes the deleted table as ACTIVE")]
    public async Task A_deleted_table_is_first_described_as_deleting()
    {
        var table = await CreateActiveAsync(Plain());
        var answer = await Client.DeleteTableAsync(table.TableName);
        Assert.Equal((table.TableName, TableStatus.DELETING), (answer.TableDescription.TableName, answer.TableDescription.TableStatus));
    }

    [Fact]
    [DynamoDBLocalDiffers("describes the whole table")]
    public async Task A_deleted_table_is_described_without_keys_and_indexes()
    {
        var table = await CreateActiveAsync(Sorted().WithLocalIndex("by_rank", "rank", ScalarAttributeType.N, ProjectionType.ALL));
        var answer = await new Wire(Server).CallAsync("DeleteTable", $$"""{"TableName":"{{table.TableName}}"}""");
        Assert.Equal(
            ["BillingModeSummary", "DeletionProtectionEnabled", "ItemCount", "ProvisionedThroughput", "TableArn", "TableId", "TableName", "TableSizeBytes", "TableStatus"],
            answer.GetProperty("TableDescription").EnumerateObject().Select(static member => member.Name).Order());
    }

    [Fact]
    public async Task A_deleted_table_is_gone_for_every_operation()
    {
        var name = await DeletedAsync();
        await Refused.AsMissingTableAsync(() => Client.DescribeTableAsync(name));
        await Refused.AsMissingTableAsync(() => Client.PutItemAsync(name, Item(("pk", S("x")))));
        await Refused.AsMissingTableAsync(() => Client.GetItemAsync(name, Item(("pk", S("x")))));
        await Refused.AsMissingTableAsync(() => Client.ScanAsync(new ScanRequest(name)));
    }

    [Fact]
    public async Task A_deleted_table_is_no_longer_listed()
    {
        var name = await DeletedAsync();
        var listed = await Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = name[..^1], Limit = 100 });
        Assert.DoesNotContain(name, listed.TableNames);
    }

    [Fact]
    public async Task A_table_cannot_be_deleted_twice()
    {
        var name = await DeletedAsync();
        await Refused.AsMissingTableAsync(() => Client.DeleteTableAsync(name));
    }

    [Fact]
    public async Task A_protected_table_cannot_be_deleted_until_protection_is_off()
    {
        var request = Plain();
        request.DeletionProtectionEnabled = true;
        await CreateActiveAsync(request);
        await Refused.AsInvalidAsync(() => Client.DeleteTableAsync(request.TableName), "protect");
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = request.TableName, DeletionProtectionEnabled = false });
        await Server.WaitUntilActiveAsync(request.TableName);
        await Client.DeleteTableAsync(request.TableName);
        await Server.WaitUntilGoneAsync(request.TableName);
    }

    private async Task<string> DeletedAsync()
    {
        var table = await CreateActiveAsync(Plain());
        await Client.DeleteTableAsync(table.TableName);
        await Server.WaitUntilGoneAsync(table.TableName);
        return table.TableName;
    }
}
