namespace Ballast.Conformance.CreateTable;

[DynamoDBLocalDiffers("has no warm throughput and no on-demand bounds")]
public sealed class CreateTableThroughputTests(ConformanceServer server) : DisposableTables(server)
{
    private const string OutsideOfRange = "for OnDemandThroughput for table is outside of valid range";

    [Fact]
    public async Task An_on_demand_table_is_warm_from_the_start()
    {
        var table = await CreateActiveAsync(Plain());
        Assert.Equal((12000, 4000, TableStatus.ACTIVE), Warm(table));
        Assert.Null(table.OnDemandThroughput);
    }

    [Fact]
    public async Task A_provisioned_table_is_as_warm_as_its_units()
    {
        var table = await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 7, 3));
        Assert.Equal((7, 3, TableStatus.ACTIVE), Warm(table));
        Assert.Null(table.BillingModeSummary);
    }

    [Fact]
    public async Task The_answer_to_a_creation_has_no_time_of_the_switch_and_no_warm_throughput()
    {
        var table = await CreateAsync(Plain());
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Null(table.BillingModeSummary.LastUpdateToPayPerRequestDateTime);
        Assert.Null(table.WarmThroughput);
        Assert.NotNull((await Server.WaitUntilActiveAsync(table.TableName)).BillingModeSummary.LastUpdateToPayPerRequestDateTime);
    }

    [Fact]
    public async Task A_warm_throughput_that_is_asked_for_is_first_being_prepared()
    {
        var request = Plain();
        request.WarmThroughput = new WarmThroughput { ReadUnitsPerSecond = 12001 };
        var table = await CreateAsync(request);
        Assert.Equal(TableStatus.UPDATING, table.WarmThroughput.Status);
        Assert.Equal((12001, 4000, TableStatus.ACTIVE), Warm(await Server.WaitUntilWarmAsync(table.TableName)));
    }

    [Theory]
    [InlineData(12000, 4000, null)]
    [InlineData(11999, 4000, "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand")]
    [InlineData(12000, 3999, "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand")]
    [InlineData(-1, -1, "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand")]
    public Task Warm_throughput_begins_at_that_of_on_demand_tables(long read, long write, string? words) =>
        IsRefusedForAsync(words, Plain(), request => request.WarmThroughput = new WarmThroughput { ReadUnitsPerSecond = read, WriteUnitsPerSecond = write });

    [Theory]
    [InlineData(10, 10, null)]
    [InlineData(9, 10, "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput")]
    [InlineData(10, 9, "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput")]
    public Task Warm_throughput_begins_at_the_provisioned_units(long read, long write, string? words) => IsRefusedForAsync(
        words, TableShape.Provisioned(Server.UniqueName(), 10, 10), request => request.WarmThroughput = new WarmThroughput { ReadUnitsPerSecond = read, WriteUnitsPerSecond = write });

    [Fact]
    public async Task Bounds_of_an_on_demand_table_are_described_as_they_were_given()
    {
        var request = Plain();
        request.OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = 100 };
        Assert.Equal(100, (await CreateAsync(request)).OnDemandThroughput.MaxReadRequestUnits);
        var table = await Server.WaitUntilActiveAsync(request.TableName);
        Assert.Equal((100, null), (table.OnDemandThroughput.MaxReadRequestUnits, table.OnDemandThroughput.MaxWriteRequestUnits));
    }

    [Theory]
    [InlineData(1L, 1L, null)]
    [InlineData(0L, 1L, "Requested MaxReadRequestUnits " + OutsideOfRange)]
    [InlineData(1L, 0L, "Requested MaxWriteRequestUnits " + OutsideOfRange)]
    [InlineData(-1L, 1L, "Requested MaxReadRequestUnits " + OutsideOfRange)]
    [InlineData(-2L, -2L, "Requested MaxReadRequestUnits " + OutsideOfRange)]
    public Task Bounds_begin_at_one(long read, long write, string? words) => IsRefusedForAsync(
        words, Plain(), request => request.OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = read, MaxWriteRequestUnits = write });

    [Theory]
    [InlineData(100L, 100L, "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED")]
    [InlineData(null, 100L, "MaxWriteRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED")]
    public Task A_provisioned_table_takes_no_bounds(long? read, long? write, string words) => IsRefusedForAsync(
        words, TableShape.Provisioned(Server.UniqueName(), 1, 1), request => request.OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = read, MaxWriteRequestUnits = write });

    [Theory]
    [InlineData("WarmThroughput")]
    [InlineData("OnDemandThroughput")]
    public async Task An_empty_structure_asks_for_nothing(string member)
    {
        var name = Server.UniqueName();
        await new Wire(Server).CallAsync("CreateTable", $$$"""
            {"TableName":"{{{name}}}","BillingMode":"PAY_PER_REQUEST","{{{member}}}":{},
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}
            """);
        var table = await Server.WaitUntilActiveAsync(name);
        await Client.DeleteTableAsync(name);
        Assert.Equal((12000, 4000, TableStatus.ACTIVE), Warm(table));
        Assert.Null(table.OnDemandThroughput);
    }

    [Theory]
    [InlineData("""{"ReadUnitsPerSecond":"12000"}""", "WarmThroughput")]
    [InlineData("5", "OnDemandThroughput")]
    public async Task Settings_of_the_wrong_json_type_are_not_overlooked(string value, string member)
    {
        var answer = await new Wire(Server).SendAsync("CreateTable", $$$"""
            {"TableName":"never-made","BillingMode":"PAY_PER_REQUEST","{{{member}}}":{{{value}}},
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}
            """);
        Assert.Equal((System.Net.HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_table_has_a_quota_of_provisioned_units()
    {
        var table = await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 1, 40_000));
        Assert.Equal(40_000, table.ProvisionedThroughput.WriteCapacityUnits);
        await Refused.WithCodeAsync("LimitExceededException", () => CreateAsync(TableShape.Provisioned(Server.UniqueName(), 40_001, 1)),
            "The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in", "Per table maximum: 40000.");
    }

    private async Task IsRefusedForAsync(string? words, CreateTableRequest request, Action<CreateTableRequest> bend)
    {
        bend(request);
        if (words is null)
            await CreateActiveAsync(request);
        else
            await Refused.AsInvalidAsync(() => CreateAsync(request), words);
    }

    private static (long? Read, long? Write, TableStatus Status) Warm(TableDescription table) =>
        (table.WarmThroughput.ReadUnitsPerSecond, table.WarmThroughput.WriteUnitsPerSecond, table.WarmThroughput.Status);
}
