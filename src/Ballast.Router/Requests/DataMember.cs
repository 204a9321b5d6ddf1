namespace Ballast.Router.Requests;

/// <summary>The members of the requests that read and write items.</summary>
internal enum DataMember
{
    Unknown = 0,
    TableName,
    IndexName,
    Key,
    Item,
    ConsistentRead,
    ConditionExpression,
    FilterExpression,
    KeyConditionExpression,
    ProjectionExpression,
    UpdateExpression,
    ExpressionAttributeNames,
    ExpressionAttributeValues,
    ReturnValues,
    ReturnValuesOnConditionCheckFailure,
    ReturnConsumedCapacity,
    ReturnItemCollectionMetrics,
    Limit,
    ExclusiveStartKey,
    ScanIndexForward,
    Select,
    Segment,
    TotalSegments,
    Legacy,
}

internal static class DataMembers
{
    public const int NameCharsMax = 40;

    public static DataMember Find(ReadOnlySpan<char> name) => name switch
    {
        "TableName" => DataMember.TableName,
        "IndexName" => DataMember.IndexName,
        "Key" => DataMember.Key,
        "Item" => DataMember.Item,
        "ConsistentRead" => DataMember.ConsistentRead,
        "ConditionExpression" => DataMember.ConditionExpression,
        "FilterExpression" => DataMember.FilterExpression,
        "KeyConditionExpression" => DataMember.KeyConditionExpression,
        "ProjectionExpression" => DataMember.ProjectionExpression,
        "UpdateExpression" => DataMember.UpdateExpression,
        "ExpressionAttributeNames" => DataMember.ExpressionAttributeNames,
        "ExpressionAttributeValues" => DataMember.ExpressionAttributeValues,
        "ReturnValues" => DataMember.ReturnValues,
        "ReturnValuesOnConditionCheckFailure" => DataMember.ReturnValuesOnConditionCheckFailure,
        "ReturnConsumedCapacity" => DataMember.ReturnConsumedCapacity,
        "ReturnItemCollectionMetrics" => DataMember.ReturnItemCollectionMetrics,
        "Limit" => DataMember.Limit,
        "ExclusiveStartKey" => DataMember.ExclusiveStartKey,
        "ScanIndexForward" => DataMember.ScanIndexForward,
        "Select" => DataMember.Select,
        "Segment" => DataMember.Segment,
        "TotalSegments" => DataMember.TotalSegments,
        "Expected" or "AttributeUpdates" or "AttributesToGet" or "KeyConditions" or "QueryFilter" or "ScanFilter"
            or "ConditionalOperator" => DataMember.Legacy,
        _ => DataMember.Unknown,
    };
}
