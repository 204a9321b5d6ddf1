using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>ListTables: names of tables in order, up to 100 a page.</summary>
internal sealed class ListTables(ControlPlane tables) : TableOperation(tables)
{
    private const int PageMax = 100;

    protected override OperationMembers Members => TableMembers.ListTables;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        if (!await Tables.Control.RefreshAsync())
            return ApiErrors.ReplicaUnavailable;
        var start = request.Text("ExclusiveStartTableName");
        Answer(call, start, (int)(request.Integer("Limit") ?? PageMax));
        return null;
    }

    private void Answer(ApiCall call, string? start, int limit)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("TableNames"u8);
        writer.BeginArray();
        var written = 0;
        string? last = null;
        foreach (var table in Tables.Catalog.Snapshot.InNameOrder)
        {
            if (start is not null && string.CompareOrdinal(table.Name, start) <= 0)
                continue;
            if (written++ == limit)
                break;
            writer.String(last = table.Name);
        }
        writer.EndArray();
        if (written > limit)
            writer.StringMember("LastEvaluatedTableName"u8, last!);
        writer.EndObject();
    }
}
