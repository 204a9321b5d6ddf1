using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>DescribeTable: a table's description with its counts.</summary>
internal sealed class DescribeTable(ControlPlane tables) : TableOperation(tables)
{
    protected override OperationMembers Members => TableMembers.DescribeTable;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName")!;
        var (table, error) = await Tables.FindAsync(name);
        if (table is null)
            return error ?? NotFound(name);
        await AnswerAsync(call, "Table", table);
        return null;
    }
}
