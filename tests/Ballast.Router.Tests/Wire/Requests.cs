namespace Ballast.Router.Tests.Wire;

/// <summary>Valid requests of every operation and with every member that a body may have: what mutations begin from.</summary>
internal static class Requests
{
    public static (string Operation, string Body)[] Valid { get; } =
    [
        ("PutItem", """
            {"TableName":"indexed-table","Item":{"h":{"S":"p"},"r":{"N":"-1.5e3"},"a":{"S":"x\u00e9\n\ud83d\ude00"},"b":{"N":"12345678901234567890123456789012345678"},
            "c":{"B":"AAECAw=="},"l":{"L":[{"S":"a"},{"N":"1"},{"M":{"k":{"L":[{"NULL":true},{"BOOL":false}]}}}]},"ss":{"SS":["a","b"]},"ns":{"NS":["1","2.50"]},
            "bs":{"BS":["AA==","AQ=="]},"m":{"M":{"x":{"M":{}},"y":{"L":[]}}}},"ConditionExpression":"attribute_not_exists(#n) OR #n < :v",
            "ExpressionAttributeNames":{"#n":"b"},"ExpressionAttributeValues":{":v":{"N":"7"}},"ReturnValues":"ALL_OLD","ReturnConsumedCapacity":"INDEXES",
            "ReturnItemCollectionMetrics":"SIZE","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}
            """),
        ("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"k"},"v":{"B":"\/\/8="}}}"""),
        ("GetItem", """
            {"TableName":"indexed-table","Key":{"h":{"S":"p"},"r":{"N":"1"}},"ConsistentRead":true,"ProjectionExpression":"#a, l[0], m.x",
            "ExpressionAttributeNames":{"#a":"a"},"ReturnConsumedCapacity":"TOTAL"}
            """),
        ("UpdateItem", """
            {"TableName":"indexed-table","Key":{"h":{"S":"p"},"r":{"N":"1"}},"UpdateExpression":"SET #a = if_not_exists(#a, :s), l = list_append(l, :l), q = b + :n REMOVE z, m.x ADD b :n, ss :ss DELETE ns :ns",
            "ConditionExpression":"size(#a) BETWEEN :n AND :m AND NOT (b IN (:n, :m)) OR contains(ss, :s) AND begins_with(#a, :s) OR attribute_type(l, :t)",
            "ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":s":{"S":"s"},":l":{"L":[{"S":"q"}]},":n":{"N":"1"},":m":{"N":"9"},":ss":{"SS":["s"]},":ns":{"NS":["1"]},":t":{"S":"L"}},
            "ReturnValues":"UPDATED_NEW"}
            """),
        ("DeleteItem", """{"TableName":"simple-table","Key":{"h":{"S":"k"}},"ConditionExpression":"attribute_exists(h)","ReturnValues":"ALL_OLD"}"""),
        ("Query", """
            {"TableName":"indexed-table","IndexName":"by-b","KeyConditionExpression":"h = :h AND b BETWEEN :x AND :y","FilterExpression":"#d <> :h","Select":"ALL_ATTRIBUTES",
            "ExpressionAttributeNames":{"#d":"d"},"ExpressionAttributeValues":{":h":{"S":"p"},":x":{"N":"0"},":y":{"N":"100"}},"ScanIndexForward":false,"Limit":5,
            "ExclusiveStartKey":{"h":{"S":"p"},"r":{"N":"1"},"b":{"N":"50"}},"ReturnConsumedCapacity":"INDEXES"}
            """),
        ("Query", """
            {"TableName":"indexed-table","KeyConditionExpression":"h = :h AND r >= :x","ExpressionAttributeValues":{":h":{"S":"p"},":x":{"N":"0"}},"ProjectionExpression":"h,r"}
            """),
        ("Scan", """
            {"TableName":"indexed-table","TotalSegments":4,"Segment":2,"FilterExpression":"b > :x","ExpressionAttributeValues":{":x":{"N":"0"}},"Select":"COUNT","Limit":10}
            """),
        ("PutItem", """
            {"TableName":"indexed-table","Item":{"h":{"S":"p"},"r":{"N":"3"}},"ConditionalOperator":"OR","ReturnValues":"ALL_OLD",
            "Expected":{"a":{"Exists":false},"b":{"Value":{"N":"1"}},"m.x":{"ComparisonOperator":"NOT_CONTAINS","AttributeValueList":[{"S":"q"}]},
            "c":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"B":"AA=="},{"B":"AQ=="}]}}}
            """),
        ("UpdateItem", """
            {"TableName":"indexed-table","Key":{"h":{"S":"p"},"r":{"N":"1"}},"ReturnValues":"UPDATED_NEW","Expected":{"h":{"ComparisonOperator":"NOT_NULL"}},
            "AttributeUpdates":{"b":{"Action":"ADD","Value":{"N":"1"}},"l":{"Action":"ADD","Value":{"L":[{"S":"q"}]}},"ss":{"Action":"DELETE","Value":{"SS":["a"]}},
            "z":{"Action":"DELETE"},"q":{"Value":{"M":{"x":{"S":"y"}}}}}}
            """),
        ("Query", """
            {"TableName":"indexed-table","IndexName":"by-b","KeyConditions":{"h":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"p"}]},
            "b":{"ComparisonOperator":"GE","AttributeValueList":[{"N":"0"}]}},"QueryFilter":{"d":{"ComparisonOperator":"NE","AttributeValueList":[{"SS":["x"]}]},
            "a":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"x"},{"S":"y"}]}},"ConditionalOperator":"OR","AttributesToGet":["h","d"]}
            """),
        ("Scan", """
            {"TableName":"indexed-table","ScanFilter":{"a":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"S":"x"}]}},"AttributesToGet":["a"],"Select":"SPECIFIC_ATTRIBUTES"}
            """),
        ("Scan", """{"TableName":"simple-table","ExclusiveStartKey":{"h":{"S":"k"}}}"""),
        ("BatchGetItem", """
            {"RequestItems":{"simple-table":{"Keys":[{"h":{"S":"k"}},{"h":{"S":"l"}}],"ConsistentRead":true,"ProjectionExpression":"#v","ExpressionAttributeNames":{"#v":"v"}},
            "indexed-table":{"Keys":[{"h":{"S":"p"},"r":{"N":"1"}}]}},"ReturnConsumedCapacity":"TOTAL"}
            """),
        ("BatchWriteItem", """
            {"RequestItems":{"simple-table":[{"PutRequest":{"Item":{"h":{"S":"x"},"v":{"N":"1"}}}},{"DeleteRequest":{"Key":{"h":{"S":"y"}}}}],
            "indexed-table":[{"PutRequest":{"Item":{"h":{"S":"p"},"r":{"N":"9"}}}}]},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}
            """),
        ("CreateTable", """
            {"TableName":"simple-table","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"},{"AttributeName":"r","AttributeType":"N"},{"AttributeName":"a","AttributeType":"B"}],
            "LocalSecondaryIndexes":[{"IndexName":"one","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"a","KeyType":"RANGE"}],
            "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["d"]}}],"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},
            "Tags":[{"Key":"k","Value":"v"}],"DeletionProtectionEnabled":false,"TableClass":"STANDARD","StreamSpecification":{"StreamEnabled":false}}
            """),
        ("UpdateTable", """{"TableName":"simple-table","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1e1,"WriteCapacityUnits":5},"DeletionProtectionEnabled":true}"""),
        ("DescribeTable", """{"TableName":"arn:aws:dynamodb:ddblocal:000000000000:table\/simple-table"}"""),
        ("ListTables", """{"ExclusiveStartTableName":"a.b","Limit":2}"""),
        ("DeleteTable", """{"TableName":"no-such-table"}"""),
        ("TagResource", """{"ResourceArn":"arn:aws:dynamodb:ddblocal:000000000000:table/simple-table","Tags":[{"Key":"k","Value":"v"},{"Key":"k2","Value":""}]}"""),
        ("UntagResource", """{"ResourceArn":"arn:aws:dynamodb:ddblocal:000000000000:table/simple-table","TagKeys":["k","q"]}"""),
        ("ListTagsOfResource", """{"ResourceArn":"arn:aws:dynamodb:ddblocal:000000000000:table/simple-table","NextToken":"k"}"""),
        ("DescribeLimits", "{}"),
        ("DescribeEndpoints", "{}"),
        ("DescribeTimeToLive", """{"TableName":"simple-table"}"""),
        ("DescribeContinuousBackups", """{"TableName":"simple-table"}"""),
        ("TransactWriteItems", """{"TransactItems":[]}"""),
    ];
}
