namespace Ballast.Bench.Wire;

/// <summary>The bodies of the requests that a load sends.</summary>
internal static class Bodies
{
    // BatchWriteItem's own bound.
    public const int BatchItemsMax = 25;

    public static BodyBuilder Get(ItemShape shape, bool consistent) => OfTable(shape)
        .Text(",\"Key\":{\"" + ItemShape.KeyName + "\":").Key()
        .Text(consistent ? "},\"ConsistentRead\":true}" : "}}");

    public static BodyBuilder Put(ItemShape shape) => OfTable(shape).Text(",\"Item\":").Item(shape).Text("}");

    public static BodyBuilder Update(ItemShape shape) => OfTable(shape)
        .Text(",\"Key\":{\"" + ItemShape.KeyName + "\":").Key()
        .Text("},\"UpdateExpression\":\"SET ").Field()
        .Text(" = :v\",\"ExpressionAttributeValues\":{\":v\":").Value(shape.FieldBytes[^1])
        .Text("}}");

    /// <summary>A page that begins behind a key, as YCSB's binding for DynamoDB scans.</summary>
    public static BodyBuilder Scan(ItemShape shape, bool consistent) => OfTable(shape)
        .Text(",\"ExclusiveStartKey\":{\"" + ItemShape.KeyName + "\":").Key()
        .Text(consistent ? "},\"ConsistentRead\":true" : "}")
        .Text(",\"Limit\":").LimitNumber()
        .Text("}");

    public static BodyBuilder BatchPut(ItemShape shape, int items)
    {
        var body = new BodyBuilder().Text("{\"RequestItems\":{\"" + shape.Table + "\":[");
        for (var i = 0; i < items; i++)
            body.Text(i == 0 ? "" : ",").Text("{\"PutRequest\":{\"Item\":").Item(shape).Text("}}");
        return body.Text("]}}");
    }

    private static BodyBuilder OfTable(ItemShape shape) => new BodyBuilder().Text("{\"TableName\":\"" + shape.Table + "\"");
}
