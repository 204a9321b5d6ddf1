using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;

namespace Ballast.Conformance.Infrastructure;

/// <summary>Calls made byte by byte, for what the SDK cannot send or does not show.</summary>
public sealed class Wire(ConformanceServer server)
{
    public const string TargetPrefix = "DynamoDB_20120810.";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });

    /// <summary>A well-formed, signed request; <paramref name="change"/> may spoil it after signing.</summary>
    public async Task<WireAnswer> SendAsync(string target, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", target);
        SigV4.Sign(request, body, server.Region, server.Credentials);
        change?.Invoke(request);
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        return new WireAnswer(answer.StatusCode, answer.Headers, answer.Content.Headers, await answer.Content.ReadAsByteArrayAsync());
    }

    public Task<WireAnswer> SendAsync(string operation, string json, Action<HttpRequestMessage>? change = null) =>
        SendAsync(TargetPrefix + operation, Encoding.UTF8.GetBytes(json), change);

    /// <summary>The answer's JSON; an error becomes the exception that the SDK would have thrown.</summary>
    public async Task<JsonElement> CallAsync(string operation, string json)
    {
        var answer = await SendAsync(operation, json);
        if (answer.Status == HttpStatusCode.OK)
            return answer.Json;
        throw new AmazonDynamoDBException(answer.ErrorMessage, ErrorType.Sender, answer.ErrorCode, answer.RequestId, answer.Status);
    }

    /// <summary>Any other request to the server, such as a browser's.</summary>
    public async Task<WireAnswer> SendPlainAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Endpoint, path));
        using var answer = await Http.SendAsync(request);
        return new WireAnswer(answer.StatusCode, answer.Headers, answer.Content.Headers, await answer.Content.ReadAsByteArrayAsync());
    }
}
