namespace Ballast.Conformance.CreateTable;

public sealed class CreateTableKeyRefusalTests(ConformanceServer server) : DisposableTables(server)
{
    [Fact]
    public async Task A_key_attribute_must_be_defined()
    {
        var request = Plain();
        request.KeySchema[0].AttributeName = "other";
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    public async Task A_definition_that_no_key_uses_is_refused()
    {
        var request = Plain();
        request.AttributeDefinitions.Add(new("loose", ScalarAttributeType.S));
        await Refused.AsInvalidAsync(() => CreateAsync(request), "attribute");
    }

    [Fact]
    public async Task An_attribute_must_not_be_defined_twice()
    {
        var request = Sorted();
        request.AttributeDefinitions[1].AttributeName = "pk";
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    public async Task The_first_key_element_must_be_the_hash_key()
    {
        var request = Plain();
        request.KeySchema[0].KeyType = KeyType.RANGE;
        await Refused.AsInvalidAsync(() => CreateAsync(request), "hash");
    }

    [Fact]
    public async Task The_second_key_element_must_be_the_range_key()
    {
        var request = Sorted();
        request.KeySchema[1].KeyType = KeyType.HASH;
        await Refused.AsInvalidAsync(() => CreateAsync(request), "key");
    }

    [Fact]
    public async Task Both_key_elements_must_not_be_one_attribute()
    {
        var request = Plain();
        request.KeySchema.Add(new("pk", KeyType.RANGE));
        await Refused.AsInvalidAsync(() => CreateAsync(request));
    }

    [Fact]
    public async Task A_key_of_three_elements_is_refused()
    {
        var request = Sorted();
        request.AttributeDefinitions.Add(new("third", ScalarAttributeType.S));
        request.KeySchema.Add(new("third", KeyType.RANGE));
        await Refused.AsInvalidAsync(() => CreateAsync(request), "key");
    }

    [Fact]
    public async Task A_table_needs_a_key()
    {
        var request = Plain();
        request.KeySchema = [];
        await Refused.AsInvalidAsync(() => CreateAsync(request), "key");
    }

    [Theory]
    [InlineData("SS")]
    [InlineData("BOOL")]
    [InlineData("L")]
    public async Task A_key_must_be_a_string_a_number_or_binary(string type)
    {
        var request = Plain();
        request.AttributeDefinitions[0].AttributeType = type;
        await Refused.AsInvalidAsync(() => CreateAsync(request), "B, N, S");
    }

    [Fact]
    public async Task A_key_attribute_name_of_255_characters_is_accepted()
    {
        var request = WithKeyNamed(new string('k', 255));
        Assert.Equal(255, (await CreateActiveAsync(request)).KeySchema[0].AttributeName.Length);
    }

    [Fact]
    public Task A_key_attribute_name_of_256_characters_is_refused() =>
        Refused.AsInvalidAsync(() => CreateAsync(WithKeyNamed(new string('k', 256))), "attribute");

    private CreateTableRequest WithKeyNamed(string attribute)
    {
        var request = Plain();
        request.AttributeDefinitions[0].AttributeName = attribute;
        request.KeySchema[0].AttributeName = attribute;
        return request;
    }
}
