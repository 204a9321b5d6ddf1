using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Ballast.Conformance.Infrastructure;

/// <summary>One answer, as its bytes arrived.</summary>
public sealed record WireAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? RequestId => Header("x-amzn-RequestId");

    /// <summary>The error's whole type, namespace and all.</summary>
    public string ErrorType => Json.GetProperty("__type").GetString()!;

    public string ErrorCode => ErrorType.Split('#')[^1];

    // The newer services write "message", the framework below them "Message".
    public string ErrorMessage =>
        Json.EnumerateObject().FirstOrDefault(member => member.NameEquals("message") || member.NameEquals("Message")) is { Name: not null } found
            && found.Value.ValueKind == JsonValueKind.String
            ? found.Value.GetString()!
            : "";

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? values.Single() : null;
}
