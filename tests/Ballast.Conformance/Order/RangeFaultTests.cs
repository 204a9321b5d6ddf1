using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Queries and scans with two faults; the one of the earlier stage is told.</summary>
public sealed class RangeFaultTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    private const string Values = """ "ExpressionAttributeValues":{":p":{"S":"p"}} """;

    [Theory]
    [InlineData("""{"TableName":"$TABLE","ExclusiveStartKey":{"pk":{}},"KeyConditionExpression":""}""", "The provided starting key is invalid: Supplied AttributeValue is empty")]
    [InlineData("""{"TableName":"$TABLE","ExclusiveStartKey":{"pk":{"N":"x"}}}""", "The parameter cannot be converted to a numeric value: x")]
    [InlineData("""{"TableName":"$TABLE","ExpressionAttributeValues":{}}""", "FilterExpression and KeyConditionExpression are null")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"","FilterExpression":"","ProjectionExpression":""}""", "Invalid KeyConditionExpression: The expression can not be empty;")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"attribute_exists(pk)","FilterExpression":"","ProjectionExpression":""}""", "Invalid FilterExpression: The expression can not be empty;")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"attribute_exists(pk)","FilterExpression":"a > b","ProjectionExpression":""}""", "Invalid ProjectionExpression: The expression can not be empty;")]
    [InlineData("""{"TableName":"no-such-table","KeyConditionExpression":"attribute_exists(pk)"}""", "Invalid operator used in KeyConditionExpression: attribute_exists")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"name = :p","Select":"SPECIFIC_ATTRIBUTES", $VALUES}""", "reserved keyword: name")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"pk = :p","Select":"COUNT","ProjectionExpression":"name", $VALUES}""", "reserved keyword: name")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"pk = :p","Select":"ALL_PROJECTED_ATTRIBUTES","ProjectionExpression":"a", $VALUES}""", "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"elsewhere = :p","ExclusiveStartKey":{}, $VALUES}""", "The provided starting key is invalid")]
    [InlineData("""{"TableName":"$TABLE","KeyConditionExpression":"elsewhere = :p","IndexName":"no_such", $VALUES}""", "does not have the specified index: no_such")]
    [DynamoDBLocalDiffers("has another order")]
    public Task A_query_tells_the_earlier_fault(string request, string words) => QueryAsync(request, words);

    [Theory]
    [InlineData("elsewhere = :p", "ExpressionAttributeValues", """{":p":{"S":"p"},":u":{"S":"u"}}""", "unused in expressions: keys: {:u}")]
    [InlineData("pk <> :p", "ExpressionAttributeValues", """{":p":{"S":"p"},":u":{"S":"u"}}""", "unused in expressions: keys: {:u}")]
    public Task Unused_placeholders_are_told_before_the_key_condition(string condition, string member, string values, string words) =>
        QueryAsync($$"""{"TableName":"$TABLE","KeyConditionExpression":"{{condition}}","{{member}}":{{values}} }""", words);

    [Theory]
    [InlineData("pk.a > sk", "cannot have conditions on nested attributes")]
    [InlineData("pk > sk.a", "Multiple attribute names used in one condition")]
    [InlineData("pk between sk and size(pk)", "Multiple attribute names used in one condition")]
    [InlineData("pk between size(sk) and sk", "cannot contain nested operations")]
    [InlineData("pk = :p AND elsewhere = :p", "Query condition missed key schema element")]
    public Task A_key_condition_is_read_from_the_left(string condition, string words) =>
        QueryAsync($$"""{"TableName":"$TABLE","KeyConditionExpression":"{{condition}}"{{(condition.Contains(":p", StringComparison.Ordinal) ? ", $VALUES" : "")}} }""", words);

    [Fact]
    [DynamoDBLocalDiffers("has other words, and no count")]
    public Task A_key_has_no_more_conditions_than_attributes() => QueryAsync(
        """{"TableName":"$TABLE","KeyConditionExpression":"pk = :p AND sk = :p AND elsewhere = :p", $VALUES}""",
        "number of query conditions (3) exceeds the number of key attributes defined in the schema (2)");

    [Theory]
    [InlineData("""{"pk":{"S":"p"}}""", "The provided starting key is invalid")]
    [InlineData("""{"pk":{"S":"p"},"sk":{"N":"1"}}""", "The provided key element does not match the schema")]
    [InlineData("""{"pk":{"S":"p"},"sk":{"S":""}}""", "The provided starting key is invalid: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")]
    [InlineData("""{"pk":{"S":"q"},"sk":{"S":"z"}}""", "outside query boundaries")]
    [InlineData("""{"pk":{"S":"p"},"sk":{"S":"a"}}""", "does not match the range key predicate")]
    [DynamoDBLocalDiffers("has other words for some")]
    public Task A_start_key_must_fit_the_query(string key, string words) =>
        QueryAsync($$"""{"TableName":"$TABLE","KeyConditionExpression":"pk = :p AND sk > :p","ExclusiveStartKey":{{key}}, $VALUES}""", words);

    [Fact]
    public Task No_key_begins_with_an_empty_string() =>
        QueryAsync("""{"TableName":"$TABLE","KeyConditionExpression":"pk = :p AND begins_with(sk, :e)","ExpressionAttributeValues":{":p":{"S":"p"},":e":{"S":""}}}""",
            "cannot contain an empty string value. Key: sk");

    [Theory]
    [InlineData("""{"TableName":"$TABLE","ProjectionExpression":"pk.a"}""", "not allowed: Key: pk")]
    [InlineData("""{"TableName":"$TABLE","FilterExpression":"attribute_exists(score[1])"}""", "not allowed: IndexKey: score")]
    [InlineData("""{"TableName":"$TABLE","ProjectionExpression":"a", $VALUES}""", "using expressions: FilterExpression is null")]
    [InlineData("""{"TableName":"$TABLE","Select":"COUNT","ProjectionExpression":"a"}""", "when choosing to get only the Count")]
    public Task A_scan_follows_the_same_rules(string request, string words) =>
        Faults.AreToldAsync(table, "Scan", request.Replace("$VALUES", Values, StringComparison.Ordinal), words);

    [Fact]
    public async Task A_table_that_is_not_there_is_told_before_the_rules_of_its_keys()
    {
        var answer = await new Wire(table.Server).SendAsync("Query",
            """{"TableName":"no-such-table","KeyConditionExpression":"z = :a AND y = :a AND x = :a","ExclusiveStartKey":{},"ExpressionAttributeValues":{":a":{"N":"1"}}}""");
        Assert.Equal((HttpStatusCode.BadRequest, "ResourceNotFoundException"), (answer.Status, answer.ErrorCode));
    }

    private Task QueryAsync(string request, string words) =>
        Faults.AreToldAsync(table, "Query", request.Replace("$VALUES", Values, StringComparison.Ordinal), words);
}
