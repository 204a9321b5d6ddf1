namespace Ballast.Conformance.CreateTable;

public sealed class CreateTableDescriptionTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    [DynamoDBLocalDiffers("a table is ACTIVE at once")]
    public async Task A_new_table_is_first_described_as_creating()
    {
        var table = await CreateAsync(Plain());
        Assert.Equal(TableStatus.CREATING, table.TableStatus);
    }

    [Fact]
    public async Task A_new_table_becomes_active_and_then_takes_items()
    {
        var table = await CreateActiveAsync(Plain());
        await Client.PutItemAsync(table.TableName, Item(("pk", S("first"))));
        var found = await Client.GetItemAsync(table.TableName, Item(("pk", S("first"))), consistentRead: true);
        Canonical.AssertSame(Item(("pk", S("first"))), found.Item);
    }

    [Fact]
    public async Task The_description_repeats_name_key_and_attributes()
    {
        var request = Sorted();
        var table = await CreateAsync(request);
        Assert.Equal(request.TableName, table.TableName);
        Assert.Equal([("pk", KeyType.HASH), ("sk", KeyType.RANGE)], table.KeySchema.Select(key => (key.AttributeName, key.KeyType)));
        Assert.Equal(
            [("pk", ScalarAttributeType.S), ("sk", ScalarAttributeType.S)],
            table.AttributeDefinitions.OrderBy(attribute => attribute.AttributeName).Select(attribute => (attribute.AttributeName, attribute.AttributeType)));
    }

    [Fact]
    public async Task A_new_table_is_empty_and_not_protected()
    {
        var table = await CreateActiveAsync(Plain());
        Assert.Equal((0, 0, false), (table.ItemCount, table.TableSizeBytes, table.DeletionProtectionEnabled));
    }

    [Fact]
    public async Task A_table_has_an_arn_that_ends_with_its_name()
    {
        var table = await CreateAsync(Plain());
        Assert.Matches(@"^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/" + table.TableName + "$", table.TableArn);
    }

    [Fact]
    [DynamoDBLocalDiffers("gives no id")]
    public async Task A_table_has_an_id_of_its_own()
    {
        var (one, other) = (await CreateAsync(Plain()), await CreateAsync(Plain()));
        Assert.True(Guid.TryParse(one.TableId, out _));
        Assert.NotEqual(one.TableId, other.TableId);
    }

    [Fact]
    public async Task The_creation_time_is_now()
    {
        var table = await CreateAsync(Plain());
        Assert.InRange(table.CreationDateTime!.Value.ToUniversalTime(), DateTime.UtcNow.AddMinutes(-2), DateTime.UtcNow.AddMinutes(2));
    }

    [Fact]
    public async Task An_on_demand_table_says_so_and_shows_no_provisioned_units()
    {
        var table = await CreateActiveAsync(Plain());
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal((0, 0), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500 at times while other tables come and go")]
    public async Task A_provisioned_table_shows_its_units()
    {
        var table = await CreateActiveAsync(TableShape.Provisioned(Server.UniqueName(), 7, 3));
        Assert.Equal((7, 3), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
        Assert.Equal(0, table.ProvisionedThroughput.NumberOfDecreasesToday);
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500 at times while other tables come and go")]
    public async Task Billing_is_provisioned_when_nothing_is_said()
    {
        var request = TableShape.Provisioned(Server.UniqueName(), 1, 1);
        request.BillingMode = null;
        var table = await CreateActiveAsync(request);
        Assert.Equal((1, 1), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public async Task Deletion_protection_can_be_on_from_the_start()
    {
        var request = Plain();
        request.DeletionProtectionEnabled = true;
        var table = await CreateActiveAsync(request);
        Assert.True(table.DeletionProtectionEnabled);
        await Client.UpdateTableAsync(new UpdateTableRequest { TableName = table.TableName, DeletionProtectionEnabled = false });
        await Server.WaitUntilActiveAsync(table.TableName);
    }

    [Fact]
    [DynamoDBLocalDiffers("ignores the table class")]
    public async Task A_table_class_is_described()
    {
        var request = Plain();
        request.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS;
        var table = await CreateActiveAsync(request);
        Assert.Equal(TableClass.STANDARD_INFREQUENT_ACCESS, table.TableClassSummary.TableClass);
    }

    [Fact]
    [DynamoDBLocalDiffers("has no tags")]
    public async Task Tags_given_at_creation_are_listed()
    {
        var request = Plain();
        request.Tags = [new Tag { Key = "owner", Value = "tests" }];
        var table = await CreateActiveAsync(request);
        var tags = await Client.ListTagsOfResourceAsync(new ListTagsOfResourceRequest { ResourceArn = table.TableArn });
        Assert.Equal([("owner", "tests")], tags.Tags.Select(tag => (tag.Key, tag.Value)));
    }

    [Fact]
    public async Task Two_tables_may_have_items_with_the_same_key()
    {
        var (one, other) = (await CreateActiveAsync(Plain()), await CreateActiveAsync(Plain()));
        await Client.PutItemAsync(one.TableName, Item(("pk", S("a")), ("from", S("one"))));
        await Client.PutItemAsync(other.TableName, Item(("pk", S("a")), ("from", S("other"))));
        var found = await Client.GetItemAsync(one.TableName, Item(("pk", S("a"))), consistentRead: true);
        Assert.Equal("one", found.Item["from"].S);
    }
}
