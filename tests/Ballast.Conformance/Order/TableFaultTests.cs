using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Requests about tables that are refused, and in which words.</summary>
public sealed class TableFaultTests(HashTable table) : IClassFixture<HashTable>
{
    private const string Pk = """{"AttributeName":"pk","KeyType":"HASH"}""";
    private const string Indexed = """
        "BillingMode":"PAY_PER_REQUEST","KeySchema":[$PK,{"AttributeName":"sk","KeyType":"RANGE"}],
        "AttributeDefinitions":[$DPK,{"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"l","AttributeType":"S"}],
        "LocalSecondaryIndexes":[{"IndexName":"index","KeySchema":[$PK,{"AttributeName":"l","KeyType":"RANGE"}],
            "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":$ATTRIBUTES}}]
        """;

    private const string DefinedPk = """{"AttributeName":"pk","AttributeType":"S"}""";

    [Theory]
    [InlineData("""[$PK,{"AttributeName":"sk","KeyType":"HASH"}]""", "[$DPK]", "Invalid KeySchema: Some index key attribute have no definition")]
    [InlineData("""[{"AttributeName":"sk","KeyType":"RANGE"}]""", "[$DPK]", "Some index key attributes are not defined in AttributeDefinitions. Keys: [sk], AttributeDefinitions: [pk]")]
    [InlineData("[$PK,$PK]", "[$DPK]", "Invalid KeySchema: Some index key attribute have no definition")]
    [InlineData("[$PK,$PK]", """[$DPK,{"AttributeName":"sk","AttributeType":"S"}]""", "have the same name")]
    [InlineData("""[$PK,{"AttributeName":"sk","KeyType":"RANGE"}]""", """[$DPK,{"AttributeName":"l","AttributeType":"S"}]""", "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, sk], AttributeDefinitions: [pk, l]")]
    [InlineData("[$PK]", "[$DPK,$DPK]", "Attribute Name is duplicated: pk")]
    [InlineData("""[$PK,{"AttributeName":"sk","KeyType":"HASH"}]""", """[$DPK,{"AttributeName":"sk","AttributeType":"S"}]""", "is not a RANGE key type")]
    [DynamoDBLocalDiffers("has other words")]
    public Task Definitions_are_told_before_names_and_names_before_roles(string keys, string definitions, string words) =>
        CreateAsync($$""" "KeySchema":{{keys}},"AttributeDefinitions":{{definitions}},"BillingMode":"PAY_PER_REQUEST" """, words);

    [Theory]
    [InlineData("ReadCapacityUnits", "WriteCapacityUnits")]
    [InlineData("WriteCapacityUnits", "ReadCapacityUnits")]
    [DynamoDBLocalDiffers("has other words")]
    public Task Throughput_has_a_bound_beyond_all_quotas(string wrong, string right) =>
        CreateAsync($$""" "KeySchema":[$PK],"AttributeDefinitions":[$DPK],"ProvisionedThroughput":{"{{wrong}}":1000000000001,"{{right}}":1} """,
            $"Given value 1000000000001 for {wrong} is out of bounds");

    [Theory]
    [InlineData("""[""]""", "nonKeyAttributes.1.member")]
    [InlineData("""["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q","r","s","t","u"]""", "Member must have length less than or equal to 20")]
    [DynamoDBLocalDiffers("has other words, and takes 21")]
    public Task Projected_attributes_have_constraints(string attributes, string words) => CreateAsync(
        Indexed.Replace("$ATTRIBUTES", attributes, StringComparison.Ordinal), words);

    [Theory]
    [InlineData("DeletionProtectionEnabled", "\"on\"")]
    [InlineData("Tags", "\"a\"")]
    [InlineData("Tags", "[1]")]
    [DynamoDBLocalDiffers("fails with a 500")]
    public async Task A_member_of_the_wrong_json_type_is_not_overlooked(string member, string value)
    {
        var answer = await new Wire(table.Server).SendAsync("CreateTable", Request(
            $$""" "KeySchema":[$PK],"AttributeDefinitions":[$DPK],"BillingMode":"PAY_PER_REQUEST","{{member}}":{{value}} """));
        Assert.Equal((HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    [DynamoDBLocalDiffers("has no tags")]
    public async Task A_token_is_text()
    {
        var answer = await new Wire(table.Server).SendAsync("ListTagsOfResource", $$"""{"ResourceArn":"{{table.Arn}}","NextToken":5}""");
        Assert.Equal((HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    [DynamoDBLocalDiffers("has other words and another order")]
    public async Task Faults_of_nested_members_are_counted_and_told_together()
    {
        const string Body = """
            {"TableName":"a","AttributeDefinitions":[{"AttributeName":"","AttributeType":"X"}],"KeySchema":[],"BillingMode":"FREE",
             "ProvisionedThroughput":{"ReadCapacityUnits":0},"Tags":[{"Key":"k","Value":"v"},{"Key":""}]}
            """;
        var answer = await new Wire(table.Server).SendAsync("CreateTable", Body);
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        Assert.Equal(
            "9 validation errors detected: "
            + "Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; "
            + "Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1; "
            + "Value null at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must not be null; "
            + "Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; "
            + "Value 'a' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; "
            + "Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null; "
            + "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; "
            + "Value 'X' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]; "
            + "Value '' at 'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1",
            answer.ErrorMessage);
    }

    [Theory]
    [InlineData("TagResource", "\"Tags\":[]", "'[]' at 'tags'")]
    [InlineData("UntagResource", "\"TagKeys\":[\"a\",\"\"]", "'' at 'tagKeys.2.member'")]
    [DynamoDBLocalDiffers("has no tags")]
    public async Task Tags_and_their_table_are_told_together(string operation, string tags, string words)
    {
        await Faults.AreToldAsync(table, operation, $$"""{{{tags}},"ResourceArn":""}""", words);
        await Faults.AreToldAsync(table, operation, $$"""{{{tags}},"ResourceArn":""}""", "'' at 'resourceArn' failed to satisfy constraint: Member must have length greater than or equal to 1");
    }

    [Theory]
    [InlineData("BatchGetItem", 101, """{"Keys":[{"pk":{"S":"a"}}]}""", "length less than or equal to 100")]
    [InlineData("BatchWriteItem", 26, """[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]""", "length less than or equal to 25")]
    [DynamoDBLocalDiffers("has other words")]
    public Task A_batch_names_so_many_tables_at_most(string operation, int tables, string part, string words)
    {
        var items = string.Join(',', Enumerable.Range(0, tables).Select(number => $"\"table-{number}\":{part}"));
        return Faults.AreToldAsync(table, operation, $$"""{"RequestItems":{{{items}}} }""", words);
    }

    [Theory]
    [InlineData("GetItem", """ "Key":{"pk":{}} """)]
    [InlineData("DescribeTable", "\"x\":1")]
    [DynamoDBLocalDiffers("has other words and another order")]
    public async Task A_name_that_cannot_be_a_tables_breaks_a_constraint(string operation, string members)
    {
        await Faults.AreToldAsync(table, operation, $$"""{"TableName":"no table", {{members}} }""", "regular expression pattern: [a-zA-Z0-9_.-]+");
        await Faults.AreToldAsync(table, operation, $$"""{"TableName":"{{new string('a', 256)}}", {{members}} }""", "length less than or equal to 255");
    }

    private Task CreateAsync(string members, string words) => Faults.AreToldAsync(table, "CreateTable", Request(members), words);

    private static string Request(string members) => "{\"TableName\":\"never-made\"," + members
        .Replace("$PK", Pk, StringComparison.Ordinal).Replace("$DPK", DefinedPk, StringComparison.Ordinal) + "}";
}
