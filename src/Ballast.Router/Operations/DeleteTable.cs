using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>DeleteTable: begins to delete a table, which is gone soon after.</summary>
internal sealed class DeleteTable(ControlPlane tables) : TableOperation(tables)
{
    protected override OperationMembers Members => TableMembers.DeleteTable;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName")!;
        var (outcome, table) = await Tables.Control.DeleteAsync(TableName.NameOf(name));
        if (Of(outcome, name, table) is { } refused)
            return refused;
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("TableDescription"u8);
        TableAnswer.WriteDeleted(ref writer, table!, Tables.Arns, Tables.Time.GetUtcNow());
        writer.EndObject();
        return null;
    }
}
