using System.Text.Json;

namespace Ballast.Conformance.Legacy;

/// <summary>Requests written as JSON with single quotes, to one table.</summary>
internal static class LegacyCalls
{
    /// <param name="members">All members but TableName.</param>
    public static Task<JsonElement> CallAsync(this TableFixture table, string operation, string members) =>
        new Wire(table.Server).CallAsync(operation, $"{{'TableName':'{table.Name}',{members}}}".Replace('\'', '"'));

    public static Task<AmazonDynamoDBException> RefusesAsync(this TableFixture table, string operation, string members, params string[] parts) =>
        Refused.AsInvalidAsync(() => table.CallAsync(operation, members), parts);

    /// <summary>The condition of a write that does not hold is an answer too.</summary>
    public static async Task<bool> HoldsAsync(this TableFixture table, string operation, string members)
    {
        try
        {
            await table.CallAsync(operation, members);
            return true;
        }
        catch (AmazonDynamoDBException refusal) when (refusal.ErrorCode == "ConditionalCheckFailedException")
        {
            return false;
        }
    }

    public static int Count(this JsonElement answer) => answer.GetProperty("Count").GetInt32();
}
