using Ballast.Processes;

namespace Ballast.Durability.Load;

/// <summary>A client for each of several servers.</summary>
internal sealed class ClientGroup(IReadOnlyList<Uri> endpoints) : IDisposable
{
    public IReadOnlyList<DynamoClient> All { get; } = [.. endpoints.Select(static endpoint => new DynamoClient(endpoint))];

    public void Dispose()
    {
        foreach (var client in All)
            client.Dispose();
    }
}
