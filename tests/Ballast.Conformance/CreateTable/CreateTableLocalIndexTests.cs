namespace Ballast.Conformance.CreateTable;

public sealed class CreateTableLocalIndexTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_local_index_is_described_with_its_key_projection_and_arn()
    {
        var table = await CreateActiveAsync(
            Sorted().WithLocalIndex("by_mark", "mark", ScalarAttributeType.B, ProjectionType.INCLUDE, "color", "size"));
        var index = Assert.Single(table.LocalSecondaryIndexes);
        Assert.Equal(("by_mark", table.TableArn + "/index/by_mark"), (index.IndexName, index.IndexArn));
        Assert.Equal([("pk", KeyType.HASH), ("mark", KeyType.RANGE)], index.KeySchema.Select(key => (key.AttributeName, key.KeyType)));
        Assert.Equal(ProjectionType.INCLUDE, index.Projection.ProjectionType);
        Assert.Equal(["color", "size"], index.Projection.NonKeyAttributes.Order());
        Assert.Equal((0, 0), (index.ItemCount, index.IndexSizeBytes));
    }

    [Fact]
    public async Task Five_local_indexes_are_accepted()
    {
        var table = await CreateActiveAsync(WithIndexes(5));
        Assert.Equal(5, table.LocalSecondaryIndexes.Count);
    }

    [Fact]
    public Task Six_local_indexes_are_refused() =>
        Refused.AsInvalidAsync(() => CreateAsync(WithIndexes(6)), "5");

    [Fact]
    public async Task An_index_name_must_not_be_used_twice()
    {
        var request = WithIndexes(2);
        request.LocalSecondaryIndexes[1].IndexName = request.LocalSecondaryIndexes[0].IndexName;
        await Refused.AsInvalidAsync(() => CreateAsync(request), "name");
    }

    [Fact]
    public Task A_local_index_needs_a_table_with_a_range_key() =>
        Refused.AsInvalidAsync(
            () => CreateAsync(Plain().WithLocalIndex("by_rank", "rank", ScalarAttributeType.N, ProjectionType.ALL)));

    [Fact]
    public async Task A_local_index_has_the_hash_key_of_its_table()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].KeySchema[0].AttributeName = "sk";
        await Refused.AsInvalidAsync(() => CreateAsync(request), "hash key");
    }

    [Fact]
    public async Task A_local_index_needs_a_range_key()
    {
        var request = Sorted().WithLocalIndex("by_rank", "rank", ScalarAttributeType.N, ProjectionType.ALL);
        request.AttributeDefinitions.RemoveAt(2);
        request.LocalSecondaryIndexes[0].KeySchema.RemoveAt(1);
        await Refused.AsInvalidAsync(() => CreateAsync(request), "range key");
    }

    [Fact]
    public async Task The_key_of_a_local_index_must_be_defined()
    {
        var request = WithIndexes(1);
        request.AttributeDefinitions.RemoveAt(2);
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    [DynamoDBLocalDiffers("takes it for none")]
    public async Task An_empty_list_of_local_indexes_is_refused()
    {
        var request = Sorted();
        request.LocalSecondaryIndexes = [];
        await Refused.AsInvalidAsync(() => CreateAsync(request), "LocalSecondaryIndexes");
    }

    [Fact]
    public async Task An_index_name_of_two_characters_is_refused()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].IndexName = "ix";
        await Refused.AsInvalidAsync(() => CreateAsync(request), "name");
    }

    [Fact]
    public async Task A_projected_attribute_is_named_once()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].Projection = new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = ["a", "b", "a"] };
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    [DynamoDBLocalDiffers("refuses it in other words")]
    public async Task A_projected_attribute_that_is_named_twice_is_told_as_a_duplicate()
    {
        var request = Sorted().WithLocalIndex("index", "key", ScalarAttributeType.S, ProjectionType.INCLUDE, "a", "a");
        await Refused.AsInvalidAsync(() => CreateAsync(request), "Duplicate");
    }

    [Fact]
    public async Task Keys_among_the_projected_attributes_change_nothing()
    {
        var request = Sorted()
            .WithLocalIndex("named", "one", ScalarAttributeType.S, ProjectionType.INCLUDE, "color", "pk", "sk", "one")
            .WithLocalIndex("unnamed", "two", ScalarAttributeType.S, ProjectionType.INCLUDE, "color");
        await CreateActiveAsync(request);
        await Client.PutItemAsync(request.TableName, Item(("pk", S("p")), ("sk", S("s")), ("one", S("x")), ("two", S("x")), ("color", S("red")), ("other", S("y"))));
        foreach (var (index, key) in ((string, string)[])[("named", "one"), ("unnamed", "two")])
        {
            var scan = new ScanRequest(request.TableName) { IndexName = index };
            Assert.Equal(((string[])["color", key, "pk", "sk"]).Order(), Assert.Single((await Client.ScanAsync(scan)).Items).Keys.Order());
        }
        var table = (await Client.DescribeTableAsync(request.TableName)).Table;
        var (named, unnamed) = (table.LocalSecondaryIndexes.Single(index => index.IndexName == "named"), table.LocalSecondaryIndexes.Single(index => index.IndexName == "unnamed"));
        Assert.Equal(["color", "one", "pk", "sk"], named.Projection.NonKeyAttributes.Order());
        if (Server.IsBallast)
            Assert.Equal(unnamed.IndexSizeBytes, named.IndexSizeBytes);
    }

    [Fact]
    [DynamoDBLocalDiffers("has other words")]
    public async Task A_definition_that_no_key_uses_is_told_with_the_keys()
    {
        var request = WithIndexes(1);
        request.AttributeDefinitions.Add(new("spare", ScalarAttributeType.S));
        await Refused.AsInvalidAsync(() => CreateAsync(request), "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, ", "spare], keys used: [pk, sk, ");
    }

    [Fact]
    public async Task A_projection_must_have_a_type()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].Projection = new Projection();
        await Refused.AsInvalidAsync(() => CreateAsync(request), "Projection");
    }

    [Fact]
    public async Task An_including_projection_needs_attributes()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].Projection = new Projection { ProjectionType = ProjectionType.INCLUDE };
        await Refused.AsInvalidAsync(() => CreateAsync(request), "INCLUDE");
    }

    [Fact]
    public async Task A_projection_of_everything_takes_no_attributes()
    {
        var request = WithIndexes(1);
        request.LocalSecondaryIndexes[0].Projection.NonKeyAttributes = ["color"];
        await Refused.AsInvalidAsync(() => CreateAsync(request), "attributes");
    }

    [Fact]
    public async Task A_projection_of_twenty_attributes_is_accepted()
    {
        var table = await CreateActiveAsync(IncludingAttributes(20));
        Assert.Equal(20, table.LocalSecondaryIndexes[0].Projection.NonKeyAttributes.Count);
    }

    [Fact]
    [DynamoDBLocalDiffers("has only the limit of a hundred in all")]
    public Task A_projection_of_twenty_one_attributes_is_refused() =>
        Refused.AsInvalidAsync(() => CreateAsync(IncludingAttributes(21)), "nonKeyAttributes");

    private CreateTableRequest WithIndexes(int count) =>
        Enumerable.Range(0, count).Aggregate(Sorted(), (request, number) =>
            request.WithLocalIndex($"index_{number}", $"key_{number}", ScalarAttributeType.S, ProjectionType.ALL));

    private CreateTableRequest IncludingAttributes(int count) =>
        Sorted().WithLocalIndex(
            "wide", "rank", ScalarAttributeType.N, ProjectionType.INCLUDE, [.. Enumerable.Range(0, count).Select(number => $"a{number}")]);
}
