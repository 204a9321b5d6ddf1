using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>DescribeLimits: the service's default quotas, which Ballast keeps too.</summary>
internal sealed class DescribeLimits(ControlPlane tables) : TableOperation(tables)
{
    protected override OperationMembers Members => TableMembers.DescribeLimits;

    protected override Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.NumberMember("AccountMaxReadCapacityUnits"u8, ThroughputQuotas.AccountUnitsMax);
        writer.NumberMember("AccountMaxWriteCapacityUnits"u8, ThroughputQuotas.AccountUnitsMax);
        writer.NumberMember("TableMaxReadCapacityUnits"u8, ThroughputQuotas.TableUnitsMax);
        writer.NumberMember("TableMaxWriteCapacityUnits"u8, ThroughputQuotas.TableUnitsMax);
        writer.EndObject();
        return Task.FromResult<ApiError?>(null);
    }
}

/// <summary>DescribeEndpoints: the address that the client came by.</summary>
internal sealed class DescribeEndpoints(ControlPlane tables) : TableOperation(tables)
{
    private const int CachePeriodMinutes = 1440;

    protected override OperationMembers Members => TableMembers.DescribeEndpoints;

    protected override Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        writer.Name("Endpoints"u8);
        writer.BeginArray();
        writer.BeginObject();
        writer.StringMember("Address"u8, call.Head.Header(HeaderNames.Host) ?? "localhost");
        writer.NumberMember("CachePeriodInMinutes"u8, CachePeriodMinutes);
        writer.EndObject();
        writer.EndArray();
        writer.EndObject();
        return Task.FromResult<ApiError?>(null);
    }
}

/// <summary>What the descriptions of features that no table has yet share.</summary>
internal abstract class DisabledFeature(ControlPlane tables) : TableOperation(tables)
{
    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var name = request.Text("TableName")!;
        var (table, error) = await Tables.FindAsync(name);
        if (table is null)
            return error ?? Missing(name);
        Answer(call);
        return null;
    }

    protected virtual ApiError Missing(string name) => NotFound(name);

    protected abstract void Answer(ApiCall call);
}

/// <summary>DescribeTimeToLive: no table expires items yet.</summary>
internal sealed class DescribeTimeToLive(ControlPlane tables) : DisabledFeature(tables)
{
    protected override OperationMembers Members => TableMembers.DescribeTimeToLive;

    protected override void Answer(ApiCall call) => call.Response.Write("{\"TimeToLiveDescription\":{\"TimeToLiveStatus\":\"DISABLED\"}}"u8);
}

/// <summary>DescribeContinuousBackups: no table is backed up yet.</summary>
internal sealed class DescribeContinuousBackups(ControlPlane tables) : DisabledFeature(tables)
{
    protected override OperationMembers Members => TableMembers.DescribeContinuousBackups;

    protected override ApiError Missing(string name) =>
        new(400, ApiError.DynamoDb + "TableNotFoundException", $"Table not found: {name}");

    protected override void Answer(ApiCall call) => call.Response.Write(
        "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"DISABLED\",\"PointInTimeRecoveryDescription\":{\"PointInTimeRecoveryStatus\":\"DISABLED\"}}}"u8);
}
