namespace Ballast.Conformance.UpdateTable;

[DynamoDBLocalDiffers("is ACTIVE at once, answers with the new units, gives 1970 for a time that never was, and has no limit of decreases")]
public sealed class UpdateTableBillingTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task On_demand_billing_may_be_asked_for_again_and_keeps_its_time()
    {
        var since = (await CreateActiveAsync(Plain())) is var table ? table.BillingModeSummary.LastUpdateToPayPerRequestDateTime : null;
        var answer = await ChangeAsync(table.TableName, BillingMode.PAY_PER_REQUEST, null);
        Assert.Equal(TableStatus.UPDATING, answer.TableStatus);
        Assert.Equal(since, (await Server.WaitUntilActiveAsync(table.TableName)).BillingModeSummary.LastUpdateToPayPerRequestDateTime);
    }

    [Fact]
    public async Task A_switch_to_provisioned_is_neither_increase_nor_decrease_and_keeps_the_time_of_on_demand()
    {
        var before = await CreateActiveAsync(Plain());
        await ChangeAsync(before.TableName, BillingMode.PROVISIONED, new ProvisionedThroughput(3, 4));
        var table = await Server.WaitUntilActiveAsync(before.TableName);
        Assert.Equal((3, 4), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
        Assert.Null(table.ProvisionedThroughput.LastIncreaseDateTime);
        Assert.Null(table.ProvisionedThroughput.LastDecreaseDateTime);
        Assert.Equal(BillingMode.PROVISIONED, table.BillingModeSummary.BillingMode);
        Assert.Equal(before.BillingModeSummary.LastUpdateToPayPerRequestDateTime, table.BillingModeSummary.LastUpdateToPayPerRequestDateTime);
    }

    [Fact]
    public async Task The_first_switch_to_on_demand_is_answered_without_its_time()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        var answer = await ChangeAsync(request.TableName, BillingMode.PAY_PER_REQUEST, null);
        Assert.Equal(BillingMode.PAY_PER_REQUEST, answer.BillingModeSummary.BillingMode);
        Assert.Null(answer.BillingModeSummary.LastUpdateToPayPerRequestDateTime);
        Assert.Equal((0, 0), (answer.ProvisionedThroughput.ReadCapacityUnits, answer.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public async Task A_change_of_units_is_answered_with_the_old_ones_and_the_time_of_the_change()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        var answer = await ChangeAsync(request.TableName, BillingMode.PROVISIONED, new ProvisionedThroughput(4, 5));
        Assert.Equal((5, 5, 0), (answer.ProvisionedThroughput.ReadCapacityUnits, answer.ProvisionedThroughput.WriteCapacityUnits, answer.ProvisionedThroughput.NumberOfDecreasesToday));
        Assert.NotNull(answer.ProvisionedThroughput.LastDecreaseDateTime);
        var table = await Server.WaitUntilActiveAsync(request.TableName);
        Assert.Equal((4, 1), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.NumberOfDecreasesToday));
    }

    [Fact]
    public async Task Units_that_rise_and_fall_in_one_change_have_both_times()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        await Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(6, 4));
        var table = await Server.WaitUntilActiveAsync(request.TableName);
        Assert.NotNull(table.ProvisionedThroughput.LastIncreaseDateTime);
        Assert.NotNull(table.ProvisionedThroughput.LastDecreaseDateTime);
        Assert.Equal(1, table.ProvisionedThroughput.NumberOfDecreasesToday);
    }

    [Fact]
    public async Task The_fifth_decrease_of_a_day_has_to_wait()
    {
        Assert.SkipUnless(DateTime.UtcNow.TimeOfDay < TimeSpan.FromHours(23.9), "The day ends too soon.");
        var request = TableShape.Provisioned(Server.UniqueName(), 10, 10);
        await CreateActiveAsync(request);
        for (var units = 9; units >= 6; units--)
        {
            await Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(units, units));
            Assert.Equal(10 - units, (await Server.WaitUntilActiveAsync(request.TableName)).ProvisionedThroughput.NumberOfDecreasesToday);
        }
        await Refused.WithCodeAsync("LimitExceededException", () => Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(5, 20)),
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at ",
            "Next decrease can be made at ");
        await Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(7, 6));
        Assert.Equal(4, (await Server.WaitUntilActiveAsync(request.TableName)).ProvisionedThroughput.NumberOfDecreasesToday);
    }

    [Fact]
    public async Task Deletion_protection_changes_at_once()
    {
        var table = await CreateActiveAsync(Plain());
        var answer = await Client.UpdateTableAsync(new UpdateTableRequest { TableName = table.TableName, DeletionProtectionEnabled = false });
        Assert.Equal(TableStatus.ACTIVE, answer.TableDescription.TableStatus);
    }

    private async Task<TableDescription> ChangeAsync(string name, BillingMode mode, ProvisionedThroughput? units) => (await Client.UpdateTableAsync(
        new UpdateTableRequest { TableName = name, BillingMode = mode, ProvisionedThroughput = units })).TableDescription;
}
