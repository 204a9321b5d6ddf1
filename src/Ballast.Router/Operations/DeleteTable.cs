using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>DeleteTable: begins to delete a table, which is gone soon after.</summary>
internal sealed class DeleteTable(ControlPlane tables) : TableOperation(tables)
{
    public override string Name => "DeleteTable";

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName");
        var violations = new Violations();
        Constraints.TableName(ref violations, name);
        if (Check(request, violations) is { } invalid)
            return invalid;
        var (outcome, table) = await Tables.Control.DeleteAsync(TableName.NameOf(name!));
        if (Of(outcome, name!) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", table!);
        return null;
    }
}
