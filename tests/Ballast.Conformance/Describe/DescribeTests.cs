namespace Ballast.Conformance.Describe;

public sealed class DescribeTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task Limits_are_those_of_an_account()
    {
        var limits = await table.Client.DescribeLimitsAsync(new DescribeLimitsRequest());
        Assert.Equal((80_000, 80_000), (limits.AccountMaxReadCapacityUnits, limits.AccountMaxWriteCapacityUnits));
        Assert.Equal((40_000, 40_000), (limits.TableMaxReadCapacityUnits, limits.TableMaxWriteCapacityUnits));
    }

    [Fact]
    [DynamoDBLocalDiffers("does not know the operation")]
    public async Task An_endpoint_is_named_with_the_time_it_may_be_remembered()
    {
        var endpoint = Assert.Single((await table.Client.DescribeEndpointsAsync(new DescribeEndpointsRequest())).Endpoints);
        Assert.NotEmpty(endpoint.Address);
        Assert.Equal(1440, endpoint.CachePeriodInMinutes);
    }

    [Fact]
    public async Task Time_to_live_is_disabled_on_a_new_table()
    {
        var found = await table.Client.DescribeTimeToLiveAsync(table.Name);
        Assert.Equal(TimeToLiveStatus.DISABLED, found.TimeToLiveDescription.TimeToLiveStatus);
        Assert.Null(found.TimeToLiveDescription.AttributeName);
    }

    [Fact]
    public Task Time_to_live_of_an_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.DescribeTimeToLiveAsync(table.Server.UniqueName("missing")));

    [Fact]
    [DynamoDBLocalDiffers("does not know the operation")]
    public async Task Recovery_to_a_point_in_time_is_disabled_on_a_new_table()
    {
        var found = await table.Client.DescribeContinuousBackupsAsync(new DescribeContinuousBackupsRequest { TableName = table.Name });
        Assert.Equal(
            PointInTimeRecoveryStatus.DISABLED,
            found.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus);
    }

    [Fact]
    [DynamoDBLocalDiffers("does not know the operation")]
    public Task Continuous_backups_of_an_unknown_table_are_not_found() =>
        Refused.WithCodeAsync("TableNotFoundException", () => table.Client.DescribeContinuousBackupsAsync(
            new DescribeContinuousBackupsRequest { TableName = table.Server.UniqueName("missing") }));
}
