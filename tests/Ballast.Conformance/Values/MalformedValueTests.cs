namespace Ballast.Conformance.Values;

public sealed class MalformedValueTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public Task An_empty_set_of_strings_is_refused() => IsRefusedAsync(SS(), "empty");

    [Fact]
    public Task An_empty_set_of_numbers_is_refused() => IsRefusedAsync(NS(), "empty");

    [Fact]
    public Task An_empty_set_of_bytes_is_refused() => IsRefusedAsync(BS(), "empty");

    [Fact]
    public Task A_set_with_a_string_twice_is_refused() => IsRefusedAsync(SS("a", "b", "a"), "duplicates");

    [Fact]
    public Task A_set_with_a_number_twice_is_refused_however_it_is_written() => IsRefusedAsync(NS("1", "1.0"), "duplicates");

    [Fact]
    public Task A_set_with_the_same_bytes_twice_is_refused() => IsRefusedAsync(BS([1, 2], [1, 2]), "duplicates");

    [Fact]
    public Task A_set_within_a_list_follows_the_same_rules() => IsRefusedAsync(L(M(("s", SS("a", "a")))), "duplicates");

    [Fact]
    public Task A_null_that_is_false_is_refused() => IsRefusedAsync(new AttributeValue { NULL = false }, "null");

    [Theory]
    [InlineData("{}", "empty")]
    [InlineData("""{"S":"x","N":"1"}""", "more than one")]
    [InlineData("""{"NULL":true,"BOOL":true}""", "more than one")]
    public Task A_value_has_exactly_one_type(string value, string reason) =>
        Refused.AsInvalidAsync(() => PutRawAsync(value), reason, "exactly one");

    [Theory]
    [DynamoDBLocalDiffers("converts some values, and fails with a 500 on the others")]
    [InlineData("""{"N":5}""")]
    [InlineData("""{"S":5}""")]
    [InlineData("""{"BOOL":"yes"}""")]
    [InlineData("""{"L":{}}""")]
    [InlineData("""{"M":[]}""")]
    [InlineData("""{"SS":"a"}""")]
    [InlineData("\"bare\"")]
    public Task A_value_of_the_wrong_json_kind_cannot_be_read(string value) =>
        Refused.WithCodeAsync("SerializationException", () => PutRawAsync(value));

    [Fact]
    public Task Bytes_that_are_not_base64_are_refused() =>
        Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => PutRawAsync("""{"B":"***"}"""));

    private Task IsRefusedAsync(AttributeValue value, string reason) =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S(table.NewKey())), ("value", value))), reason);

    private Task PutRawAsync(string value) =>
        new Wire(table.Server).CallAsync("PutItem", $$"""{"TableName":"{{table.Name}}","Item":{"pk":{"S":"raw"},"value":{{value}} } }""");
}
