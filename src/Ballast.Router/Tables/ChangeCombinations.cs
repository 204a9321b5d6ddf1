using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Which members of one UpdateTable go together: billing with throughput, and nothing else.</summary>
internal static class ChangeCombinations
{
    private static readonly string[] Members = ["BillingMode", "ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput", "TableClass", "DeletionProtectionEnabled"];

    public static ApiError? Check(TableRequest request, ThroughputSettings asked)
    {
        var named = Array.FindAll(Members, member => Asks(request, asked, member));
        if (named.Length == 0)
            return ApiErrors.Validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required");
        if (named.Length == 1)
            return null;
        if (named.Contains("DeletionProtectionEnabled"))
            return Invalid("DeletionProtection modification must be the only operation in the request");
        if (named.Contains("TableClass"))
            return Invalid("TableClass modification must be the only operation in the request");
        if (named.Contains("OnDemandThroughput") && (named.Length > 2 || !named.Contains("BillingMode")))
            return Invalid("OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
        return named.Contains("WarmThroughput") ? Invalid("WarmThroughput must be the only operation in the request") : null;
    }

    private static bool Asks(TableRequest request, ThroughputSettings asked, string member) => member switch
    {
        "OnDemandThroughput" => !asked.OnDemand.IsEmpty,
        "WarmThroughput" => !asked.Warm.IsEmpty,
        _ => request.Has(member),
    };

    private static ApiError Invalid(string message) => ApiErrors.Validation("One or more parameter values were invalid: " + message);
}
