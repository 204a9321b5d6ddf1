namespace Ballast.Conformance.UpdateTable;

[DynamoDBLocalDiffers("fails with a 500 at times while other tables come and go")]
public sealed class UpdateTableThroughputTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_change_of_units_is_first_described_as_updating()
    {
        var table = await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 5, 5));
        var answer = await Client.UpdateTableAsync(table.TableName, new ProvisionedThroughput(6, 5));
        Assert.Equal(TableStatus.UPDATING, answer.TableDescription.TableStatus);
    }

    [Fact]
    public async Task Raised_units_are_shown_with_the_time_of_the_increase()
    {
        var table = await ProvisionedThenAsync(new ProvisionedThroughput(6, 7));
        Assert.Equal((6, 7), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
        Assert.NotNull(table.ProvisionedThroughput.LastIncreaseDateTime);
    }

    [Fact]
    public async Task Lowered_units_are_counted_as_a_decrease()
    {
        var table = await ProvisionedThenAsync(new ProvisionedThroughput(4, 5));
        Assert.Equal(4, table.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(1, table.ProvisionedThroughput.NumberOfDecreasesToday);
        Assert.NotNull(table.ProvisionedThroughput.LastDecreaseDateTime);
    }

    [Fact]
    public Task The_same_units_are_refused() =>
        Refused.AsInvalidAsync(() => ProvisionedThenAsync(new ProvisionedThroughput(5, 5)), "equals the current");

    [Fact]
    public Task Units_of_zero_are_refused() =>
        Refused.AsInvalidAsync(() => ProvisionedThenAsync(new ProvisionedThroughput(0, 5)), "read");

    [Fact]
    public async Task An_on_demand_table_takes_no_units()
    {
        var table = await CreateActiveAsync(Plain());
        await Refused.AsInvalidAsync(() => Client.UpdateTableAsync(table.TableName, new ProvisionedThroughput(5, 5)));
    }

    private async Task<TableDescription> ProvisionedThenAsync(ProvisionedThroughput units)
    {
        var table = await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 5, 5));
        await Client.UpdateTableAsync(table.TableName, units);
        return await Server.WaitUntilActiveAsync(table.TableName);
    }
}
