using Ballast.Router.Http;

namespace Ballast.Router.Tests.Worlds;

/// <summary>A request's head from plain values.</summary>
internal sealed class Head(string method, string path = "/", string query = "") : IRequestHead
{
    public const string AnySignature =
        "AWS4-HMAC-SHA256 Credential=local/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00";

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public string Method => method;
    public string Scheme { get; init; } = "http";
    public string Path => path;
    public string Query => query;

    public string? this[string name]
    {
        set
        {
            if (value is null)
                _headers.Remove(name);
            else
                _headers[name] = value;
        }
    }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>A well-formed head of an operation, as a client without configured keys sends it.</summary>
    public static Head Of(string operation) => new("POST")
    {
        ["Host"] = "127.0.0.1:8000",
        ["Content-Type"] = "application/x-amz-json-1.0",
        ["X-Amz-Target"] = "DynamoDB_20120810." + operation,
        ["X-Amz-Date"] = "20300101T000000Z",
        ["Authorization"] = AnySignature,
    };
}
