namespace Ballast.Conformance.Infrastructure;

/// <summary>Requests for the tables that the tests use: key <c>pk</c>, and <c>sk</c> where there is a sort key.</summary>
public static class TableShape
{
    public static CreateTableRequest Hash(string name, ScalarAttributeType hash) => new()
    {
        TableName = name,
        AttributeDefinitions = [new("pk", hash)],
        KeySchema = [new("pk", KeyType.HASH)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    };

    public static CreateTableRequest HashRange(string name, ScalarAttributeType hash, ScalarAttributeType range) => new()
    {
        TableName = name,
        AttributeDefinitions = [new("pk", hash), new("sk", range)],
        KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    };

    public static CreateTableRequest Provisioned(string name, long readUnits, long writeUnits)
    {
        var request = Hash(name, ScalarAttributeType.S);
        request.BillingMode = BillingMode.PROVISIONED;
        request.ProvisionedThroughput = new ProvisionedThroughput(readUnits, writeUnits);
        return request;
    }

    /// <summary>Adds a local secondary index and the definition of its sort key.</summary>
    public static CreateTableRequest WithLocalIndex(
        this CreateTableRequest request, string index, string key, ScalarAttributeType type, ProjectionType projection, params string[] included)
    {
        request.AttributeDefinitions.Add(new(key, type));
        request.LocalSecondaryIndexes ??= [];
        request.LocalSecondaryIndexes.Add(new LocalSecondaryIndex
        {
            IndexName = index,
            KeySchema = [new("pk", KeyType.HASH), new(key, KeyType.RANGE)],
            Projection = new Projection { ProjectionType = projection, NonKeyAttributes = included.Length > 0 ? [.. included] : null },
        });
        return request;
    }
}
