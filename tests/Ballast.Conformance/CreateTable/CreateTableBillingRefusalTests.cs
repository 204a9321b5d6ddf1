namespace Ballast.Conformance.CreateTable;

public sealed class CreateTableBillingRefusalTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task Provisioned_billing_needs_units()
    {
        var request = Plain();
        request.BillingMode = BillingMode.PROVISIONED;
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    [DynamoDBLocalDiffers("ignores the units")]
    public async Task On_demand_billing_takes_no_units()
    {
        var request = Plain();
        request.ProvisionedThroughput = new ProvisionedThroughput(5, 5);
        await Refused.AsInvalidAsync(() => CreateAsync(request), "PAY_PER_REQUEST");
    }

    [Theory]
    [InlineData(0, 1, "read")]
    [InlineData(1, 0, "write")]
    [InlineData(-1, 1, "read")]
    public Task Units_begin_at_one(long read, long write, string named) =>
        Refused.AsInvalidAsync(() => CreateAsync(TableShape.Provisioned(Server.UniqueName(), read, write)), named);

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500")]
    public async Task An_unknown_billing_mode_is_refused()
    {
        var request = Plain();
        request.BillingMode = "MONTHLY";
        await Refused.AsInvalidAsync(() => CreateAsync(request), "billingMode");
    }
}
