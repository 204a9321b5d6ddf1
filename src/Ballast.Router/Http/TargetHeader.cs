using Ballast.Router.Operations;

namespace Ballast.Router.Http;

/// <summary>Reads <c>X-Amz-Target</c>: which of the two services, and which operation.</summary>
internal static class TargetHeader
{
    private const string DynamoDb = "DynamoDB_20120810.";
    private const string Streams = "DynamoDBStreams_20120810.";

    public static bool TryParse(string? target, out ServiceName service, out ReadOnlySpan<char> operation)
    {
        operation = default;
        service = default;
        if (target is null)
            return false;
        if (target.StartsWith(DynamoDb, StringComparison.Ordinal))
        {
            service = ServiceName.DynamoDb;
            operation = target.AsSpan(DynamoDb.Length);
            return true;
        }
        if (target.StartsWith(Streams, StringComparison.Ordinal))
        {
            service = ServiceName.Streams;
            operation = target.AsSpan(Streams.Length);
            return true;
        }
        return false;
    }
}
