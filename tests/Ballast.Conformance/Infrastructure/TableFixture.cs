using System.Globalization;

namespace Ballast.Conformance.Infrastructure;

/// <summary>A table that lives as long as its test class. Tests stay apart by taking partition keys of their own.</summary>
public abstract class TableFixture(ConformanceServer server, Func<string, CreateTableRequest> shape) : IAsyncLifetime
{
    private int _keys;

    public ConformanceServer Server => server;

    public AmazonDynamoDBClient Client => server.Client;

    public string Name { get; } = server.UniqueName();

    public string Arn { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Client.CreateTableAsync(shape(Name));
        Arn = (await server.WaitUntilActiveAsync(Name)).TableArn;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteTableAsync(Name);
        GC.SuppressFinalize(this);
    }

    /// <summary>A partition key that no other test of the class uses.</summary>
    public string NewKey() => "key-" + Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture);

    public Task<PutItemResponse> PutAsync(Dictionary<string, AttributeValue> item, Action<PutItemRequest>? with = null) =>
        Client.PutItemAsync(Changed(new PutItemRequest { TableName = Name, Item = item }, with));

    /// <summary>Reads consistently, unless <paramref name="with"/> says otherwise.</summary>
    public Task<GetItemResponse> GetAsync(Dictionary<string, AttributeValue> key, Action<GetItemRequest>? with = null) =>
        Client.GetItemAsync(Changed(new GetItemRequest { TableName = Name, Key = key, ConsistentRead = true }, with));

    public Task<DeleteItemResponse> DeleteAsync(Dictionary<string, AttributeValue> key, Action<DeleteItemRequest>? with = null) =>
        Client.DeleteItemAsync(Changed(new DeleteItemRequest { TableName = Name, Key = key }, with));

    public Task<UpdateItemResponse> UpdateAsync(
        Dictionary<string, AttributeValue> key,
        string? expression,
        Dictionary<string, AttributeValue>? values = null,
        Action<UpdateItemRequest>? with = null) =>
        Client.UpdateItemAsync(Changed(
            new UpdateItemRequest { TableName = Name, Key = key, UpdateExpression = expression, ExpressionAttributeValues = values }, with));

    /// <summary>Reads consistently, unless <paramref name="with"/> says otherwise.</summary>
    public Task<QueryResponse> QueryAsync(string keyCondition, Dictionary<string, AttributeValue> values, Action<QueryRequest>? with = null) =>
        Client.QueryAsync(Changed(
            new QueryRequest
            {
                TableName = Name,
                KeyConditionExpression = keyCondition,
                ExpressionAttributeValues = values,
                ConsistentRead = true,
            },
            with));

    /// <summary>Reads consistently, unless <paramref name="with"/> says otherwise.</summary>
    public Task<ScanResponse> ScanAsync(Action<ScanRequest>? with = null) =>
        Client.ScanAsync(Changed(new ScanRequest { TableName = Name, ConsistentRead = true }, with));

    private static TRequest Changed<TRequest>(TRequest request, Action<TRequest>? change)
    {
        change?.Invoke(request);
        return request;
    }
}
