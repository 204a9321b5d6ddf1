namespace Ballast.Conformance.UpdateTable;

/// <summary>On-demand bounds and warm throughput, and what they go with.</summary>
[DynamoDBLocalDiffers("has no warm throughput and no on-demand bounds")]
public sealed class UpdateTableSettingsTests(ConformanceServer server) : DisposableTables(server)
{
    private const string Provisioned = "{\"ReadCapacityUnits\":6,\"WriteCapacityUnits\":6}";

    [Fact]
    public async Task Bounds_are_changed_at_once_and_one_at_a_time()
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        var answer = await BoundAsync(name, 1000, 500);
        Assert.Equal((TableStatus.ACTIVE, 1000, 500), (answer.TableStatus, answer.OnDemandThroughput.MaxReadRequestUnits, answer.OnDemandThroughput.MaxWriteRequestUnits));
        answer = await BoundAsync(name, 2000, null);
        Assert.Equal((2000, 500), (answer.OnDemandThroughput.MaxReadRequestUnits, answer.OnDemandThroughput.MaxWriteRequestUnits));
    }

    [Fact]
    public async Task Minus_one_removes_a_bound()
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        await BoundAsync(name, 1000, 500);
        Assert.Equal(-1, (await BoundAsync(name, -1, null)).OnDemandThroughput.MaxReadRequestUnits);
        var table = (await Client.DescribeTableAsync(name)).Table;
        Assert.Equal((null, 500), (table.OnDemandThroughput.MaxReadRequestUnits, table.OnDemandThroughput.MaxWriteRequestUnits));
        await BoundAsync(name, null, -1);
        Assert.Null((await Client.DescribeTableAsync(name)).Table.OnDemandThroughput);
    }

    [Theory]
    [InlineData(0L, null, "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range")]
    [InlineData(null, -2L, "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range")]
    public async Task Bounds_have_a_range(long? read, long? write, string words)
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        await Refused.AsInvalidAsync(() => BoundAsync(name, read, write), words);
    }

    [Fact]
    public async Task Bounds_have_a_quota()
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        await BoundAsync(name, 40_000, 40_000);
        await Refused.WithCodeAsync("LimitExceededException", () => BoundAsync(name, 40_001, null),
            "Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds TableMaxReadCapacityUnits of the account");
        await Refused.WithCodeAsync("LimitExceededException", () => BoundAsync(name, null, 40_001),
            "Requested MaxWriteRequestUnits for OnDemandThroughput for table exceeds TableMaxWriteCapacityUnits of the account");
    }

    [Fact]
    public async Task A_provisioned_table_takes_bounds_only_as_it_becomes_on_demand()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        await Refused.AsInvalidAsync(
            () => BoundAsync(request.TableName, 100, 100), "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED");
        await Client.UpdateTableAsync(new UpdateTableRequest
        {
            TableName = request.TableName,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            OnDemandThroughput = new OnDemandThroughput { MaxWriteRequestUnits = 100 },
        });
        Assert.Equal(100, (await Server.WaitUntilActiveAsync(request.TableName)).OnDemandThroughput.MaxWriteRequestUnits);
    }

    [Fact]
    public async Task Warm_throughput_is_raised_behind_an_answer_that_still_shows_the_old_one()
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        var answer = await WarmAsync(name, null, 5000);
        Assert.Equal((TableStatus.ACTIVE, 12000, 4000, TableStatus.UPDATING),
            (answer.TableStatus, answer.WarmThroughput.ReadUnitsPerSecond, answer.WarmThroughput.WriteUnitsPerSecond, answer.WarmThroughput.Status));
        var table = await Server.WaitUntilWarmAsync(name);
        Assert.Equal((12000, 5000), (table.WarmThroughput.ReadUnitsPerSecond, table.WarmThroughput.WriteUnitsPerSecond));
    }

    [Theory]
    [InlineData(12000L, 4000L, null)]
    [InlineData(11999L, 4001L, "ReadUnitsPerSecond")]
    [InlineData(null, 3999L, "WriteUnitsPerSecond")]
    public async Task Warm_throughput_never_falls(long? read, long? write, string? wrong)
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        if (wrong is null)
            await WarmAsync(name, read, write);
        else
            await Refused.AsInvalidAsync(() => WarmAsync(name, read, write),
                $"Requested {wrong} for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported");
    }

    [Fact]
    public async Task Warm_throughput_keeps_the_highest_units_that_a_table_ever_had()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 5, 5);
        await CreateActiveAsync(request);
        await Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(9, 2));
        await Server.WaitUntilActiveAsync(request.TableName);
        await Client.UpdateTableAsync(request.TableName, new ProvisionedThroughput(1, 3));
        var table = await Server.WaitUntilActiveAsync(request.TableName);
        Assert.Equal((9, 5), (table.WarmThroughput.ReadUnitsPerSecond, table.WarmThroughput.WriteUnitsPerSecond));
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = request.TableName, BillingMode = BillingMode.PAY_PER_REQUEST });
        table = await Server.WaitUntilActiveAsync(request.TableName);
        Assert.Equal((12000, 4000), (table.WarmThroughput.ReadUnitsPerSecond, table.WarmThroughput.WriteUnitsPerSecond));
    }

    [Theory]
    [InlineData("\"DeletionProtectionEnabled\":true,\"BillingMode\":\"PAY_PER_REQUEST\"", "DeletionProtection modification must be the only operation in the request")]
    [InlineData("\"DeletionProtectionEnabled\":true,\"TableClass\":\"STANDARD\"", "DeletionProtection modification must be the only operation in the request")]
    [InlineData("\"TableClass\":\"STANDARD\",\"ProvisionedThroughput\":" + Provisioned, "TableClass modification must be the only operation in the request")]
    [InlineData("\"TableClass\":\"STANDARD\",\"WarmThroughput\":{\"ReadUnitsPerSecond\":20000}", "TableClass modification must be the only operation in the request")]
    [InlineData("\"WarmThroughput\":{\"ReadUnitsPerSecond\":20000},\"BillingMode\":\"PAY_PER_REQUEST\"", "WarmThroughput must be the only operation in the request")]
    [InlineData("\"WarmThroughput\":{\"ReadUnitsPerSecond\":20000},\"OnDemandThroughput\":{\"MaxReadRequestUnits\":5}", "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request")]
    [InlineData("\"ProvisionedThroughput\":" + Provisioned + ",\"OnDemandThroughput\":{\"MaxReadRequestUnits\":5}", "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request")]
    [InlineData("\"BillingMode\":\"PROVISIONED\"", "ProvisionedThroughput must be specified when BillingMode is PROVISIONED")]
    [InlineData("\"BillingMode\":\"PAY_PER_REQUEST\",\"ProvisionedThroughput\":" + Provisioned, "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST")]
    [InlineData("\"ProvisionedThroughput\":" + Provisioned, "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")]
    [InlineData("\"AttributeDefinitions\":[{\"AttributeName\":\"pk\",\"AttributeType\":\"S\"}]", "At least one of ProvisionedThroughput, BillingMode")]
    public async Task One_change_at_a_time_and_each_with_what_belongs_to_it(string members, string words)
    {
        var name = (await CreateActiveAsync(Plain())).TableName;
        await Refused.AsInvalidAsync(() => new Wire(Server).CallAsync("UpdateTable", $$"""{"TableName":"{{name}}",{{members}}}"""), words);
    }

    [Theory]
    [InlineData("WarmThroughput")]
    [InlineData("OnDemandThroughput")]
    public async Task An_empty_structure_alone_is_a_change_of_nothing(string member)
    {
        Assert.SkipUnless(Server.IsBallast, "The service fails with a 500.");
        var name = (await CreateActiveAsync(Plain())).TableName;
        await Refused.AsInvalidAsync(() => new Wire(Server).CallAsync("UpdateTable", $$$"""{"TableName":"{{{name}}}","{{{member}}}":{}}"""), "At least one of");
    }

    private async Task<TableDescription> BoundAsync(string name, long? read, long? write) => (await Client.UpdateTableAsync(new UpdateTableRequest
    {
        TableName = name,
        OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = read, MaxWriteRequestUnits = write },
    })).TableDescription;

    private async Task<TableDescription> WarmAsync(string name, long? read, long? write) => (await Client.UpdateTableAsync(new UpdateTableRequest
    {
        TableName = name,
        WarmThroughput = new WarmThroughput { ReadUnitsPerSecond = read, WriteUnitsPerSecond = write },
    })).TableDescription;
}
