using System.Text.Json;

namespace Ballast.Conformance.DescribeTable;

/// <summary>Exactly the members that a table of a kind has, of all that the API's model knows; [] is an element of a list.</summary>
[DynamoDBLocalDiffers("has neither ids, tags, table classes nor warm throughput")]
public sealed class DescribeTableMembersTests(ConformanceServer server) : DisposableTables(server)
{
    private static readonly string[] OfEveryTable =
    [
        "AttributeDefinitions", "AttributeDefinitions[].AttributeName", "AttributeDefinitions[].AttributeType", "CreationDateTime", "DeletionProtectionEnabled",
        "ItemCount", "KeySchema", "KeySchema[].AttributeName", "KeySchema[].KeyType", "ProvisionedThroughput", "ProvisionedThroughput.NumberOfDecreasesToday",
        "ProvisionedThroughput.ReadCapacityUnits", "ProvisionedThroughput.WriteCapacityUnits", "TableArn", "TableId", "TableName", "TableSizeBytes", "TableStatus",
        "WarmThroughput", "WarmThroughput.ReadUnitsPerSecond", "WarmThroughput.Status", "WarmThroughput.WriteUnitsPerSecond",
    ];

    private static readonly string[] OfOnDemand = ["BillingModeSummary", "BillingModeSummary.BillingMode", "BillingModeSummary.LastUpdateToPayPerRequestDateTime"];

    private static readonly string[] OfIndexes =
    [
        "LocalSecondaryIndexes", "LocalSecondaryIndexes[].IndexArn", "LocalSecondaryIndexes[].IndexName", "LocalSecondaryIndexes[].IndexSizeBytes",
        "LocalSecondaryIndexes[].ItemCount", "LocalSecondaryIndexes[].KeySchema", "LocalSecondaryIndexes[].KeySchema[].AttributeName",
        "LocalSecondaryIndexes[].KeySchema[].KeyType", "LocalSecondaryIndexes[].Projection", "LocalSecondaryIndexes[].Projection.ProjectionType",
    ];

    [Fact]
    public Task A_provisioned_table() => AssertMembersAsync(TableShape.Provisioned(Server.UniqueName(), 1, 1));

    [Fact]
    public Task An_on_demand_table() => AssertMembersAsync(Plain(), OfOnDemand);

    [Fact]
    public async Task Tags_and_deletion_protection_add_no_member()
    {
        var request = Plain();
        request.Tags = [new Tag { Key = "k", Value = "v" }];
        request.DeletionProtectionEnabled = true;
        await AssertMembersAsync(request, OfOnDemand);
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = request.TableName, DeletionProtectionEnabled = false });
    }

    [Fact]
    public Task A_table_with_local_indexes() => AssertMembersAsync(
        Sorted().WithLocalIndex("all", "a", ScalarAttributeType.S, ProjectionType.ALL).WithLocalIndex("keys", "b", ScalarAttributeType.N, ProjectionType.KEYS_ONLY),
        OfOnDemand, OfIndexes);

    [Fact]
    public Task A_table_with_an_index_that_includes_attributes() => AssertMembersAsync(
        Sorted().WithLocalIndex("some", "a", ScalarAttributeType.S, ProjectionType.INCLUDE, "b"),
        OfOnDemand, OfIndexes, ["LocalSecondaryIndexes[].Projection.NonKeyAttributes"]);

    [Fact]
    public Task A_table_with_bounds_and_a_class()
    {
        var request = Plain();
        request.OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = 20, MaxWriteRequestUnits = 10 };
        request.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS;
        return AssertMembersAsync(
            request, OfOnDemand, ["OnDemandThroughput", "OnDemandThroughput.MaxReadRequestUnits", "OnDemandThroughput.MaxWriteRequestUnits", "TableClassSummary", "TableClassSummary.TableClass"]);
    }

    [Fact]
    public async Task A_provisioned_table_whose_units_rose_and_fell_and_that_was_on_demand()
    {
        var name = (await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 2, 2))).TableName;
        foreach (var units in (int[])[3, 1])
            await UpdateAsync(new UpdateTableRequest { TableName = name, ProvisionedThroughput = new ProvisionedThroughput(units, units) });
        await UpdateAsync(new UpdateTableRequest { TableName = name, BillingMode = BillingMode.PAY_PER_REQUEST });
        await UpdateAsync(new UpdateTableRequest { TableName = name, BillingMode = BillingMode.PROVISIONED, ProvisionedThroughput = new ProvisionedThroughput(1, 1) });
        await AssertMembersAsync(name, OfOnDemand, ["ProvisionedThroughput.LastIncreaseDateTime", "ProvisionedThroughput.LastDecreaseDateTime"]);
    }

    private async Task UpdateAsync(UpdateTableRequest request)
    {
        await Client.UpdateTableAsync(request);
        await Server.WaitUntilActiveAsync(request.TableName);
    }

    private async Task AssertMembersAsync(CreateTableRequest request, params string[][] more)
    {
        await CreateActiveAsync(request);
        await AssertMembersAsync(request.TableName, more);
    }

    private async Task AssertMembersAsync(string table, params string[][] more)
    {
        var description = (await new Wire(Server).CallAsync("DescribeTable", $$"""{"TableName":"{{table}}"}""")).GetProperty("Table");
        Assert.Equal(OfEveryTable.Concat(more.SelectMany(static members => members)).Order(StringComparer.Ordinal), Members(description, "").Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Members(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member =>
            Members(member.Value, path + (path.Length == 0 ? "" : ".") + member.Name).Prepend(path + (path.Length == 0 ? "" : ".") + member.Name)),
        JsonValueKind.Array when value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object => value.EnumerateArray().SelectMany(element => Members(element, path + "[]")),
        _ => [],
    };
}
