using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ballast.Processes;

/// <summary>How a call ended, as far as the client can know.</summary>
public enum Answer
{
    Done,

    /// <summary>The condition was evaluated and is false.</summary>
    ConditionFailed,

    /// <summary>Nothing came of it: it was refused, or never left the client.</summary>
    Refused,

    /// <summary>A 5xx, a broken connection: it may have happened or not.</summary>
    Unknown,
}

/// <summary>How a call ended, with what it was answered, null where there was no answer; and what the trouble was where it is neither done nor refused by its condition.</summary>
public readonly record struct Reply(Answer Answer, JsonNode? Body, string Trouble = "");

/// <summary>A bare client of one server: JSON over HTTP, no retries.</summary>
public sealed class DynamoClient : IDisposable
{
    private const string MediaType = "application/x-amz-json-1.0";
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    // Refused before anything was proposed: too much at once, or a server that says so.
    private static readonly string[] Refusals = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];
    private readonly HttpClient _http;

    public DynamoClient(Uri endpoint)
        : this(endpoint, new SocketsHttpHandler { UseProxy = false }, WaitMax)
    {
    }

    public DynamoClient(Uri endpoint, SocketsHttpHandler handler, TimeSpan waitMax)
    {
        _http = new HttpClient(handler) { BaseAddress = endpoint, Timeout = waitMax };
        // A server without access keys takes any signature.
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=local/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + new string('0', 64));
        _http.DefaultRequestHeaders.Add("X-Amz-Date", "20300101T000000Z");
    }

    /// <summary>A write during the load: every end that is not an answer is unknown.</summary>
    public async Task<Answer> TryAsync(string operation, JsonObject body)
    {
        var answer = (await AskAsync(operation, body)).Answer;
        // Who writes alone has no use for the difference.
        return answer == Answer.Refused ? Answer.Unknown : answer;
    }

    /// <summary>A call during the load.</summary>
    /// <exception cref="InvalidOperationException">It was answered as no such call may be.</exception>
    public async Task<Reply> AskAsync(string operation, JsonObject body)
    {
        try
        {
            var (status, answer) = await SendAsync(operation, body);
            return new Reply(AnswerOf(operation, status, answer), answer, $"{(int)status} {answer["__type"]?.GetValue<string>().Split('#')[^1]}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            // There was no connection that it could have left by.
            return new Reply(Answer.Refused, null, "no connection");
        }
        catch (TaskCanceledException)
        {
            return new Reply(Answer.Unknown, null, "no answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return new Reply(Answer.Unknown, null, "broken connection");
        }
    }

    /// <summary>A call that must succeed.</summary>
    public async Task<JsonNode> CallAsync(string operation, JsonObject body)
    {
        var (status, answer) = await SendAsync(operation, body);
        return status == HttpStatusCode.OK ? answer : throw new InvalidOperationException($"{operation}: {(int)status} {answer.ToJsonString()}");
    }

    public Task<string> GetTextAsync(string path, CancellationToken stop = default) => _http.GetStringAsync(new Uri(path, UriKind.Relative), stop);

    public void Dispose() => _http.Dispose();

    private static Answer AnswerOf(string operation, HttpStatusCode status, JsonNode answer)
    {
        if (status == HttpStatusCode.OK)
            return Answer.Done;
        if ((int)status >= 500)
            return Answer.Unknown;
        var kind = answer["__type"]?.GetValue<string>() ?? "";
        if (kind.EndsWith("ConditionalCheckFailedException", StringComparison.Ordinal))
            return Answer.ConditionFailed;
        return Refusals.Any(refusal => kind.EndsWith(refusal, StringComparison.Ordinal))
            ? Answer.Refused
            : throw new InvalidOperationException($"{operation}: {(int)status} {answer.ToJsonString()}");
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string operation, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810." + operation);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
