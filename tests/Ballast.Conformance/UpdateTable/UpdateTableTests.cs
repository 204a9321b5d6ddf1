namespace Ballast.Conformance.UpdateTable;

[DynamoDBLocalDiffers("fails with a 500 at times while other tables come and go")]
public sealed class UpdateTableTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_provisioned_table_can_become_on_demand()
    {
        var table = await UpdatedAsync(
            TableShape.Provisioned(Server.UniqueName(), 5, 5), update => update.BillingMode = BillingMode.PAY_PER_REQUEST);
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.NotNull(table.BillingModeSummary.LastUpdateToPayPerRequestDateTime);
        Assert.Equal((0, 0), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public async Task An_on_demand_table_can_become_provisioned()
    {
        var table = await UpdatedAsync(Plain(), update =>
        {
            update.BillingMode = BillingMode.PROVISIONED;
            update.ProvisionedThroughput = new ProvisionedThroughput(8, 9);
        });
        Assert.Equal((8, 9), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public Task An_on_demand_table_cannot_become_provisioned_without_units() =>
        Refused.AsInvalidAsync(() => UpdatedAsync(Plain(), update => update.BillingMode = BillingMode.PROVISIONED));

    [Fact]
    public async Task Deletion_protection_can_be_switched_on_and_off()
    {
        var table = await UpdatedAsync(Plain(), update => update.DeletionProtectionEnabled = true);
        Assert.True(table.DeletionProtectionEnabled);
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = table.TableName, DeletionProtectionEnabled = false });
        Assert.False((await Server.WaitUntilActiveAsync(table.TableName)).DeletionProtectionEnabled);
    }

    [Fact]
    public async Task The_table_class_can_be_changed()
    {
        var table = await UpdatedAsync(Plain(), update => update.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS);
        Assert.Equal(TableClass.STANDARD_INFREQUENT_ACCESS, table.TableClassSummary.TableClass);
    }

    [Fact]
    public async Task Items_survive_a_change_of_the_table()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        await Client.PutItemAsync(request.TableName, Item(("pk", S("kept")), ("n", N(1))));
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = request.TableName, BillingMode = BillingMode.PAY_PER_REQUEST });
        await Server.WaitUntilActiveAsync(request.TableName);
        var found = await Client.GetItemAsync(request.TableName, Item(("pk", S("kept"))), consistentRead: true);
        Assert.Equal("1", found.Item["n"].N);
    }

    [Fact]
    public Task A_change_of_nothing_is_refused() => Refused.AsInvalidAsync(() => UpdatedAsync(Plain(), _ => { }));

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => Client.UpdateTableAsync(new UpdateTableRequest
        {
            TableName = Server.UniqueName("missing"),
            BillingMode = BillingMode.PAY_PER_REQUEST,
        }));

    private async Task<TableDescription> UpdatedAsync(CreateTableRequest request, Action<UpdateTableRequest> change)
    {
        await CreateActiveAsync(request);
        var update = new UpdateTableRequest { TableName = request.TableName };
        change(update);
        await Client.UpdateTableAsync(update);
        return await Server.WaitUntilActiveAsync(request.TableName);
    }
}
