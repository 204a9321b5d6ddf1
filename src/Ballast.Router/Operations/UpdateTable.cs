using Ballast.Metadata.Tables;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>UpdateTable: throughput, billing mode, deletion protection and table class.</summary>
internal sealed class UpdateTable(ControlPlane tables) : TableOperation(tables)
{
    protected override OperationMembers Members => TableMembers.UpdateTable;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName")!;
        var asked = ThroughputSettings.Read(request);
        if ((ChangeCombinations.Check(request, asked) ?? ThroughputRules.CheckChange(asked)) is { } invalid)
            return invalid;
        var change = new TableChange(
            asked, TableClasses.Parse(request.Text("TableClass")), request.Flag("DeletionProtectionEnabled"), Tables.Arns.Region, Tables.Time.GetUtcNow());
        var (outcome, changed) = await Tables.Control.ChangeAsync(TableName.NameOf(name), change.Apply);
        if (outcome == TableChangeOutcome.Declined)
            return change.Refusal;
        if (Of(outcome, name, changed) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", change.Shown(changed!));
        return null;
    }
}
