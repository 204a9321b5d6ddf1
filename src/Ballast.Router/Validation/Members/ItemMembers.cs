namespace Ballast.Router.Validation.Members;

/// <summary>The members of the operations on items.</summary>
internal static class ItemMembers
{
    private static readonly Member TableName = Member.Required("TableName", Shapes.NameOrArn);
    private static readonly Member Key = Member.Required("Key", Shapes.Free);
    private static readonly Member Names = new("ExpressionAttributeNames", Shapes.Free);
    private static readonly Member Values = new("ExpressionAttributeValues", Shapes.Free);
    private static readonly Member Condition = new("ConditionExpression", Shapes.Text);
    private static readonly Member Projection = new("ProjectionExpression", Shapes.Text);
    private static readonly Member Filter = new("FilterExpression", Shapes.Text);
    private static readonly Member IsConsistent = new("ConsistentRead", Shapes.Flag);
    private static readonly Member Consumed = new("ReturnConsumedCapacity", Shapes.ReturnConsumedCapacity);
    private static readonly Member Metrics = new("ReturnItemCollectionMetrics", Shapes.ReturnItemCollectionMetrics);
    private static readonly Member Returned = new("ReturnValues", Shapes.ReturnValues);
    private static readonly Member ReturnedOnFailure = new("ReturnValuesOnConditionCheckFailure", Shapes.ReturnValuesOnFailure);
    private static readonly Member IndexName = new("IndexName", Shapes.Name);
    private static readonly Member Select = new("Select", Shapes.Select);
    private static readonly Member Limit = new("Limit", Shapes.Limit);
    private static readonly Member StartKey = new("ExclusiveStartKey", Shapes.Free);
    private static readonly Member AttributesToGet = new("AttributesToGet", Shapes.AttributesToGet);
    private static readonly Member Joined = new("ConditionalOperator", Shapes.ConditionalOperator);
    private static readonly Member Expected = new("Expected", Shapes.Expected);

    public static OperationMembers GetItem { get; } = new("GetItem", TableName, Key, IsConsistent, Projection, Names, Consumed, AttributesToGet);

    public static OperationMembers PutItem { get; } = new(
        "PutItem", TableName, Member.Required("Item", Shapes.Free), Condition, Names, Values, Returned, Consumed, Metrics, ReturnedOnFailure, Joined, Expected);

    public static OperationMembers DeleteItem { get; } = new(
        "DeleteItem", TableName, Key, Condition, Names, Values, Returned, Consumed, Metrics, ReturnedOnFailure, Joined, Expected);

    public static OperationMembers UpdateItem { get; } = new(
        "UpdateItem", TableName, Key, new Member("UpdateExpression", Shapes.Text), Condition, Names, Values, Returned, Consumed, Metrics,
        ReturnedOnFailure, Joined, Expected, new Member("AttributeUpdates", Shapes.AttributeUpdates));

    public static OperationMembers Query { get; } = new(
        "Query", TableName, IndexName, Select, Limit, IsConsistent, new Member("KeyConditionExpression", Shapes.Text), Filter, Projection, Names, Values,
        StartKey, new Member("ScanIndexForward", Shapes.Flag), Consumed, AttributesToGet, Joined, new Member("QueryFilter", Shapes.Conditions),
        new Member("KeyConditions", Shapes.Conditions));

    public static OperationMembers Scan { get; } = new(
        "Scan", TableName, IndexName, Select, Limit, IsConsistent, Filter, Projection, Names, Values, StartKey, Consumed,
        new Member("TotalSegments", Shapes.TotalSegments), new Member("Segment", Shapes.Segment), AttributesToGet, Joined,
        new Member("ScanFilter", Shapes.Conditions));

    private static readonly StructureShape KeysOfTable = new(
        AttributesToGet, Member.Required("Keys", new ListShape(Shapes.Free, min: 1, max: 100)), IsConsistent, Projection, Names);

    public static OperationMembers BatchGetItem { get; } = new(
        "BatchGetItem", Member.Required("RequestItems", new MapShape(Shapes.NameOrArn, KeysOfTable, min: 1, max: 100)), Consumed);

    private static readonly StructureShape Write = new(
        new Member("PutRequest", new StructureShape(Member.Required("Item", Shapes.Free))),
        new Member("DeleteRequest", new StructureShape(Member.Required("Key", Shapes.Free))));

    public static OperationMembers BatchWriteItem { get; } = new(
        "BatchWriteItem", Member.Required("RequestItems", new MapShape(Shapes.NameOrArn, new ListShape(Write, min: 1, max: 25), min: 1, max: 25)),
        Consumed, Metrics);
}
