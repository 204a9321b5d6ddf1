using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Fleet;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Operations;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Tables;

/// <summary>What the operations on tables share: the catalog, the control plane, and the storage nodes, which know the counts.</summary>
internal sealed class ControlPlane(TableCatalog catalog, ITableControl control, IStorage storage, TimeProvider time, TableArns arns)
{
    public TableCatalog Catalog => catalog;
    public ITableControl Control => control;
    public TimeProvider Time => time;
    public TableArns Arns => arns;

    /// <summary>
    /// Finds a table by its name or ARN. What the catalog does not show, or not as serving, is looked for once more when it is up to date; an error where
    /// that cannot be done now.
    /// </summary>
    public async ValueTask<(TableDescription? Table, ApiError? Error)> FindAsync(string nameOrArn)
    {
        var name = TableName.NameOf(nameOrArn);
        if (catalog.TryGet(name, out var table) && table.IsServing)
            return (table, null);
        if (!await control.RefreshAsync())
            return (null, ApiErrors.ReplicaUnavailable);
        catalog.TryGet(name, out table);
        return (table, null);
    }

    /// <summary>Counts of a table; none while it is being made or deleted.</summary>
    public async Task<PartitionFigures?> FiguresAsync(TableDescription table) =>
        table.IsServing ? await storage.DescribeGroupAsync(table.Group) : null;
}

/// <summary>An operation on tables: its body is parsed, its answer is one object.</summary>
internal abstract class TableOperation(ControlPlane tables) : IOperation
{
    public string Name => Members.Operation;

    /// <summary>What a request may have, and must.</summary>
    protected abstract OperationMembers Members { get; }

    protected ControlPlane Tables => tables;

    public async ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        if (TableRequest.IsTooLarge(body))
            return ApiErrors.TooManyValues(TableRequest.TokensMax);
        using var request = TableRequest.Read(body);
        if (BodyConstraints.Check(Members, request.Root) is { } invalid)
            return invalid;
        return await RunAsync(call, request) is { } error ? error : null;
    }

    /// <summary>Runs a request whose members keep their constraints.</summary>
    protected abstract Task<ApiError?> RunAsync(ApiCall call, TableRequest request);

    protected static ApiError NotFound(string name) => ApiErrors.ResourceNotFound($"Requested resource not found: Table: {name} not found");

    /// <summary>Writes {MEMBER: description}.</summary>
    protected async Task AnswerAsync(ApiCall call, string member, TableDescription table)
    {
        var figures = await tables.FiguresAsync(table);
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name(member);
        TableAnswer.Write(ref writer, table, tables.Arns, figures, tables.Time.GetUtcNow());
        writer.EndObject();
    }

    /// <summary>The error of a change that was not made; null when it was.</summary>
    /// <param name="outcome">What became of the change.</param>
    /// <param name="name">The table as the request names it.</param>
    /// <param name="table">The description that stood in the way; null where there is none.</param>
    protected static ApiError? Of(TableChangeOutcome outcome, string name, TableDescription? table) => outcome switch
    {
        TableChangeOutcome.Done => null,
        TableChangeOutcome.Exists => ApiErrors.ResourceInUse($"Table already exists: {name}"),
        TableChangeOutcome.NotFound => NotFound(name),
        TableChangeOutcome.Busy => ApiErrors.ResourceInUse($"Attempt to change a resource which is still in use: {DoingOf(table!)}"),
        TableChangeOutcome.Protected => ApiErrors.Validation("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."),
        TableChangeOutcome.StorageFull => ApiErrors.StorageFull,
        TableChangeOutcome.Overloaded => ApiErrors.Overloaded,
        TableChangeOutcome.Unavailable => ApiErrors.ReplicaUnavailable,
        TableChangeOutcome.Unknown => ApiErrors.OutcomeUnknown,
        _ => ApiErrors.LimitExceeded($"Subscriber limit exceeded: There is a limit of {ITableControl.TablesMax} tables per subscriber"),
    };

    private static string DoingOf(TableDescription table) => table.Status switch
    {
        TableStatus.Creating => $"Table is being created: {table.Name}",
        TableStatus.Deleting => $"Table is being deleted: {table.Name}",
        _ => $"Table: {table.Name} is in the process of being updated.",
    };
}
