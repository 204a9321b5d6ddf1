using Ballast.Metadata.Tables;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>UpdateTable: throughput, billing mode, deletion protection and table class.</summary>
internal sealed class UpdateTable(ControlPlane tables) : TableOperation(tables)
{
    public override string Name => "UpdateTable";

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName");
        var asked = ThroughputSettings.Read(request);
        var later = TableConstraints.RefuseLater(request, "GlobalSecondaryIndexUpdates", "StreamSpecification", "SSESpecification", "ReplicaUpdates",
            "MultiRegionConsistency", "GlobalTableWitnessUpdates", "VectorIndexUpdates");
        if ((Constrain(request, name) ?? later ?? ChangeCombinations.Check(request, asked) ?? ThroughputRules.CheckChange(asked)) is { } invalid)
            return invalid;
        if (!Tables.Catalog.TryGet(TableName.NameOf(name!), out var table))
            return NotFound(name!);
        var change = new TableChange(
            asked, TableClasses.Parse(request.Text("TableClass")), request.Flag("DeletionProtectionEnabled"), Tables.Arns.Region, Tables.Time.GetUtcNow());
        var (outcome, changed) = await Tables.Control.ChangeAsync(table.Name, change.Apply);
        if (outcome == TableChangeOutcome.Declined)
            return change.Refusal;
        if (Of(outcome, name!) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", change.Shown(changed!));
        return null;
    }

    private static ApiError? Constrain(TableRequest request, string? name)
    {
        var violations = new Violations();
        Constraints.TableName(ref violations, name);
        Constraints.Enum(ref violations, request.Text("BillingMode"), "billingMode", TableConstraints.BillingModes);
        Constraints.Enum(ref violations, request.Text("TableClass"), "tableClass", TableConstraints.TableClasses);
        if (request.Object("ProvisionedThroughput") is { } throughput)
            TableConstraints.Throughput(ref violations, request, throughput);
        request.Flag("DeletionProtectionEnabled");
        return Check(request, violations);
    }
}
