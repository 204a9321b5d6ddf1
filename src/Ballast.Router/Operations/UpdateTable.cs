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
        if (ThroughputRules.Check(request, isNew: false) is { } invalid)
            return invalid;
        if (!AsksForSomething(request))
            return ApiErrors.Validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        if (!Tables.Catalog.TryGet(TableName.NameOf(name), out var table))
            return NotFound(name);
        if (CheckAgainst(table, request) is { } impossible)
            return impossible;
        var now = Tables.Time.GetUtcNow();
        var (outcome, changed) = await Tables.Control.ChangeAsync(table.Name, current => Change(current, request, now));
        if (Of(outcome, name) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", changed!);
        return null;
    }

    private static bool AsksForSomething(TableRequest request) =>
        request.Has("BillingMode") || request.Has("TableClass") || request.Has("ProvisionedThroughput") || request.Has("DeletionProtectionEnabled");

    private static ApiError? CheckAgainst(TableDescription table, TableRequest request)
    {
        const string Invalid = "One or more parameter values were invalid: ";
        var mode = request.Text("BillingMode");
        var staysOnDemand = mode is null && table.BillingMode == BillingMode.PayPerRequest;
        var stated = ThroughputRules.Read(request);
        if (staysOnDemand && stated is not null)
            return ApiErrors.Validation($"{Invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
        if (mode == "PROVISIONED" && table.BillingMode == BillingMode.PayPerRequest && stated is null)
            return ApiErrors.Validation($"{Invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        if (stated is not null && table.BillingMode == BillingMode.Provisioned
            && stated.ReadUnits == table.Throughput.ReadUnits && stated.WriteUnits == table.Throughput.WriteUnits)
            return ApiErrors.Validation(
                $"The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: {stated.ReadUnits}. Requested ReadCapacityUnits: {stated.ReadUnits}. Current WriteCapacityUnits provisioned for the table: {stated.WriteUnits}. Requested WriteCapacityUnits: {stated.WriteUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");
        return null;
    }

    private static TableDescription Change(TableDescription table, TableRequest request, DateTimeOffset now)
    {
        var mode = request.Text("BillingMode");
        if (mode == "PAY_PER_REQUEST")
            table = table with
            {
                BillingMode = BillingMode.PayPerRequest,
                OnDemandSince = table.BillingMode == BillingMode.PayPerRequest ? table.OnDemandSince : now,
                Throughput = table.Throughput with { ReadUnits = 0, WriteUnits = 0 },
            };
        else if (ThroughputRules.Read(request) is { } stated)
            table = table with
            {
                BillingMode = BillingMode.Provisioned,
                Throughput = ThroughputRules.Change(table.Throughput, stated, now),
            };
        if (TableClasses.Parse(request.Text("TableClass")) is { } kind)
            table = table with { TableClass = kind, TableClassSince = now };
        if (request.Flag("DeletionProtectionEnabled") is { } isProtected)
            table = table with { DeletionProtection = isProtected };
        return table with { Status = TableStatus.Updating };
    }
}
