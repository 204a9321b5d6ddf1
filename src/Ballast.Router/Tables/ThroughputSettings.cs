using Ballast.Metadata.Tables;

namespace Ballast.Router.Tables;

/// <summary>Units for reads and writes as a request states them: either may be missing.</summary>
internal readonly record struct StatedUnits(long? Read, long? Write)
{
    public bool IsEmpty => Read is null && Write is null;
}

/// <summary>What a request says of billing and throughput. An empty structure says nothing.</summary>
internal sealed record ThroughputSettings(BillingMode? Mode, StatedUnits Provisioned, StatedUnits OnDemand, StatedUnits Warm)
{
    /// <summary>Reads the members. Wrong JSON types stick in the request, as everywhere.</summary>
    public static ThroughputSettings Read(TableRequest request) => new(
        request.Text("BillingMode") switch
        {
            "PAY_PER_REQUEST" => BillingMode.PayPerRequest,
            "PROVISIONED" => BillingMode.Provisioned,
            _ => null,
        },
        Units(request, "ProvisionedThroughput", "ReadCapacityUnits", "WriteCapacityUnits"),
        Units(request, "OnDemandThroughput", "MaxReadRequestUnits", "MaxWriteRequestUnits"),
        Units(request, "WarmThroughput", "ReadUnitsPerSecond", "WriteUnitsPerSecond"));

    private static StatedUnits Units(TableRequest request, string member, string read, string write) => request.Object(member) is { } stated
        ? new StatedUnits(TableRequest.Integer(stated, read), TableRequest.Integer(stated, write))
        : default;
}
