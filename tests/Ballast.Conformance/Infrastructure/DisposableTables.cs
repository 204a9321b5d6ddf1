namespace Ballast.Conformance.Infrastructure;

/// <summary>For tests about tables themselves: each test makes its own, and all of them are deleted at the end.</summary>
public abstract class DisposableTables(ConformanceServer server) : IAsyncLifetime
{
    private readonly List<string> _made = [];

    protected ConformanceServer Server => server;

    protected AmazonDynamoDBClient Client => server.Client;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var table in _made)
            await DeleteIfThereAsync(table);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends the request; the answer describes the table as the service first sees it.</summary>
    protected async Task<TableDescription> CreateAsync(CreateTableRequest request)
    {
        var answer = await Client.CreateTableAsync(request);
        _made.Add(request.TableName);
        return answer.TableDescription;
    }

    protected async Task<TableDescription> CreateActiveAsync(CreateTableRequest request)
    {
        await CreateAsync(request);
        return await server.WaitUntilActiveAsync(request.TableName);
    }

    /// <summary>A request for a plain table that a test may bend.</summary>
    protected CreateTableRequest Plain() => TableShape.Hash(server.UniqueName(), ScalarAttributeType.S);

    /// <summary>A request for a table with a sort key that a test may bend.</summary>
    protected CreateTableRequest Sorted() => TableShape.HashRange(server.UniqueName(), ScalarAttributeType.S, ScalarAttributeType.S);

    private async Task DeleteIfThereAsync(string table)
    {
        try
        {
            await Client.DeleteTableAsync(table);
        }
        catch (ResourceNotFoundException)
        {
            // The test deleted it itself.
        }
        catch (ResourceInUseException)
        {
            // It is still being created, changed or deleted; the server and its directory end with the run.
        }
    }
}
