using System.Collections.Frozen;

using Ballast.Router.Http;

namespace Ballast.Router.Operations;

/// <summary>Every operation that has a name in the API, by service and name.</summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<string, IOperation>.AlternateLookup<ReadOnlySpan<char>> _dynamoDb, _streams;

    public OperationTable(IEnumerable<IOperation> implemented)
    {
        var later = LaterOperation.OfDynamoDb.Select(static name => (IOperation)new LaterOperation(name));
        _dynamoDb = implemented.Concat(later).ToFrozenDictionary(static o => o.Name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _streams = LaterOperation.OfStreams.ToFrozenDictionary(static name => name, static name => (IOperation)new LaterOperation(name), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The operation that a target header names; null for none.</summary>
    public IOperation? Find(string? target)
    {
        if (!TargetHeader.TryParse(target, out var service, out var name))
            return null;
        var operations = service == ServiceName.DynamoDb ? _dynamoDb : _streams;
        return operations.TryGetValue(name, out var operation) ? operation : null;
    }
}
