using System.Text.Json.Nodes;

namespace Ballast.Conformance.Compatibility;

/// <summary>Requests that are right, which together have every parameter that works. $TABLE and $ARN are a table that is there, $NEW is none yet.</summary>
public static class RightRequests
{
    private const string Key = """ "TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}} """;
    private const string Item = """ "TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"l":{"S":"c"}} """;
    private const string Returned = """ "ReturnValues":"NONE","ReturnConsumedCapacity":"TOTAL","ReturnItemCollectionMetrics":"SIZE" """;
    private const string Condition = """
        "ConditionExpression":"attribute_not_exists(#n) OR #n <> :v","ExpressionAttributeNames":{"#n":"n"},
        "ExpressionAttributeValues":{":v":{"S":"v"}},"ReturnValuesOnConditionCheckFailure":"NONE"
        """;

    private const string Expected = """ "ConditionalOperator":"AND","Expected":{"n":{"ComparisonOperator":"NE","AttributeValueList":[{"S":"v"}]},"never":{"Exists":false}} """;
    private const string ExpectedValue = """ "Expected":{"pk":{"Exists":true,"Value":{"S":"a"}}} """;
    private const string Read = """ "ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL" """;
    private const string Projected = """ "ProjectionExpression":"#p","ExpressionAttributeNames":{"#p":"p"} """;
    private const string Definitions = """
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"l","AttributeType":"S"}]
        """;

    private const string Page = """
        "TableName":"$TABLE","IndexName":"index","Select":"SPECIFIC_ATTRIBUTES","Limit":2,"ProjectionExpression":"#p","FilterExpression":"#p <> :f",
        "ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"b"},"l":{"S":"c"}}
        """;

    private const string Filter = """{"n":{"ComparisonOperator":"NE","AttributeValueList":[{"S":"v"}]},"m":{"ComparisonOperator":"NULL"}}""";

    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
    {
        ["GetItem"] = [$"{{{Key},{Read},{Projected}}}", $$"""{{{Key}},"AttributesToGet":["a"]}"""],
        ["PutItem"] = [$"{{{Item},{Returned},{Condition}}}", $"{{{Item},{Expected}}}", $"{{{Item},{ExpectedValue}}}"],
        ["UpdateItem"] =
        [
            $$"""{{{Key}},{{Returned}},{{Condition}},"UpdateExpression":"REMOVE m"}""",
            $$"""{{{Key}},{{Expected}},"AttributeUpdates":{"m":{"Action":"PUT","Value":{"S":"v"} } } }""",
            $"{{{Key},{ExpectedValue}}}",
        ],
        ["DeleteItem"] =
        [
            $"{{{Key},{Returned},{Condition}}}", $"{{{Key},{Expected}}}",
            """{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"Expected":{"never":{"Exists":false}}}""",
            """{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"Expected":{"pk":{"ComparisonOperator":"NE","Value":{"S":"x"}}}}""",
        ],
        ["Query"] =
        [
            $$$"""
            {{{{Page}}},{{{Read}}},"ScanIndexForward":true,"KeyConditionExpression":"pk = :pk","ExpressionAttributeNames":{"#p":"p"},
             "ExpressionAttributeValues":{":pk":{"S":"a"},":f":{"S":"v"} } }
            """,
            $$"""
            {"TableName":"$TABLE","AttributesToGet":["n"],"ConditionalOperator":"OR","QueryFilter":{{Filter}},
             "KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]} } }
            """,
        ],
        ["Scan"] =
        [
            $$"""{{{Page}},{{Read}},"ExpressionAttributeNames":{"#p":"p"},"ExpressionAttributeValues":{":f":{"S":"v"} } }""",
            $$"""{"TableName":"$TABLE","Segment":0,"TotalSegments":1,"AttributesToGet":["n"],"ConditionalOperator":"OR","ScanFilter":{{Filter}} }""",
        ],
        ["BatchGetItem"] =
        [
            $$$"""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}],"ConsistentRead":true,{{{Projected}}}}},"ReturnConsumedCapacity":"TOTAL"}""",
            """{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}],"AttributesToGet":["a"]}}}""",
        ],
        ["BatchWriteItem"] =
        [
            """
            {"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"S":"b"}}}}]},
             "ReturnConsumedCapacity":"TOTAL","ReturnItemCollectionMetrics":"SIZE"}
            """,
            """{"RequestItems":{"$TABLE":[{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"S":"b"}}}}]}}""",
        ],
        ["CreateTable"] =
        [
            $$"""
            {"TableName":"$NEW",{{Definitions}},"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
             "BillingMode":"PAY_PER_REQUEST","TableClass":"STANDARD","DeletionProtectionEnabled":false,"Tags":[{"Key":"k","Value":"v"}],
             "LocalSecondaryIndexes":[{"IndexName":"index","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"l","KeyType":"RANGE"}],
              "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["n"]} }]}
            """,
            """
            {"TableName":"$NEW","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
             "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}
            """,
            """
            {"TableName":"$NEW","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
             "BillingMode":"PAY_PER_REQUEST","OnDemandThroughput":{"MaxReadRequestUnits":10,"MaxWriteRequestUnits":10},
             "WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000}}
            """,
        ],
        ["UpdateTable"] =
        [
            $$"""{"TableName":"$TABLE","BillingMode":"PAY_PER_REQUEST",{{Definitions}} }""",
            """{"TableName":"$TABLE","OnDemandThroughput":{"MaxReadRequestUnits":10,"MaxWriteRequestUnits":10}}""",
            """{"TableName":"$TABLE","WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000}}""",
            """{"TableName":"$TABLE","TableClass":"STANDARD"}""",
            """{"TableName":"$TABLE","DeletionProtectionEnabled":false}""",
            """{"TableName":"$TABLE","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}""",
        ],
        ["DescribeTable"] = ["""{"TableName":"$TABLE"}"""],
        ["DeleteTable"] = ["""{"TableName":"$NEW"}"""],
        ["ListTables"] = ["""{"ExclusiveStartTableName":"aaa","Limit":1}"""],
        ["TagResource"] = ["""{"ResourceArn":"$ARN","Tags":[{"Key":"k","Value":"v"}]}"""],
        ["UntagResource"] = ["""{"ResourceArn":"$ARN","TagKeys":["k"]}"""],
        ["ListTagsOfResource"] = ["""{"ResourceArn":"$ARN","NextToken":"k"}"""],
        ["DescribeLimits"] = ["{}"],
        ["DescribeEndpoints"] = ["{}"],
        ["DescribeTimeToLive"] = ["""{"TableName":"$TABLE"}"""],
        ["DescribeContinuousBackups"] = ["""{"TableName":"$TABLE"}"""],
    };

    /// <summary>The operation's requests, about these tables.</summary>
    public static List<JsonObject> Of(string operation, TableFixture table, string newTable) =>
        [.. All[operation].Select(text => JsonNode.Parse(text.Replace("$TABLE", table.Name, StringComparison.Ordinal)
            .Replace("$ARN", table.Arn, StringComparison.Ordinal).Replace("$NEW", newTable, StringComparison.Ordinal))!.AsObject())];
}
