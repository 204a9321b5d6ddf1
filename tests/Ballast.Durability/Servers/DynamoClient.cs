using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Ballast.Durability.Servers;

/// <summary>How a call ended, as far as the client can know.</summary>
public enum Answer
{
    Done,

    /// <summary>The condition was evaluated and is false.</summary>
    ConditionFailed,

    /// <summary>A 5xx, a broken connection: it may have happened or not.</summary>
    Unknown,
}

/// <summary>A bare client of one server: JSON over HTTP, no retries.</summary>
public sealed class DynamoClient : IDisposable
{
    private const string MediaType = "application/x-amz-json-1.0";
    private readonly HttpClient _http;

    public DynamoClient(Uri endpoint)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(20) };
        // A server without access keys takes any signature.
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=local/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + new string('0', 64));
        _http.DefaultRequestHeaders.Add("X-Amz-Date", "20300101T000000Z");
    }

    /// <summary>A write during the load: every end that is not an answer is unknown.</summary>
    public async Task<Answer> TryAsync(string operation, JsonObject body)
    {
        try
        {
            var (status, answer) = await SendAsync(operation, body);
            if (status == HttpStatusCode.OK)
                return Answer.Done;
            if (status == HttpStatusCode.BadRequest && answer["__type"]!.GetValue<string>().EndsWith("ConditionalCheckFailedException", StringComparison.Ordinal))
                return Answer.ConditionFailed;
            return (int)status >= 500 ? Answer.Unknown : throw new InvalidOperationException($"{operation}: {answer.ToJsonString()}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return Answer.Unknown;
        }
    }

    /// <summary>A call that must succeed.</summary>
    public async Task<JsonNode> CallAsync(string operation, JsonObject body)
    {
        var (status, answer) = await SendAsync(operation, body);
        return status == HttpStatusCode.OK ? answer : throw new InvalidOperationException($"{operation}: {(int)status} {answer.ToJsonString()}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string operation, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810." + operation);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
