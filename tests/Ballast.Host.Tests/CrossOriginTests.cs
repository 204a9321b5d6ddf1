using System.Net;

namespace Ballast.Host.Tests;

/// <summary>Requests of web pages, which a browser sends with an Origin and lets the page read only where the server says so.</summary>
public sealed class CrossOriginTests : IDisposable
{
    private const string SignedHeaders = "authorization,content-type,x-amz-date,x-amz-target,x-amz-user-agent";
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(null, "http://localhost:3000", true)]
    [InlineData(null, "https://127.0.0.1", true)]
    [InlineData(null, "http://[::1]:5173", true)]
    [InlineData(null, "http://app.localhost:8080", true)]
    [InlineData(null, "https://example.com", false)]
    [InlineData(null, "https://localhost.example.com", false)]
    [InlineData(null, "null", false)]
    [InlineData("none", "http://localhost:3000", false)]
    [InlineData("*", "https://example.com", true)]
    [InlineData("*", "null", true)]
    [InlineData("https://example.com,local", "https://example.com", true)]
    [InlineData("https://example.com,local", "http://localhost:3000", true)]
    [InlineData("https://example.com", "http://example.com", false)]
    [InlineData("https://example.com", "http://localhost:3000", false)]
    [InlineData("https://example.com:8443", "https://example.com", false)]
    public async Task Pages_of_this_machine_may_come_and_others_where_they_are_named(string? allowed, string origin, bool mayCome)
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory", .. allowed is null ? Array.Empty<string>() : ["--allow-origin", allowed]]);
        using var http = new HttpClient();
        using var asked = await http.SendAsync(Preflight(server.Endpoint, origin));
        Assert.Equal(mayCome ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, asked.StatusCode);
        Assert.Equal(mayCome ? origin : null, One(asked, "Access-Control-Allow-Origin"));
        Assert.Equal(mayCome ? SignedHeaders : null, One(asked, "Access-Control-Allow-Headers"));
        Assert.Equal("Origin", One(asked, "Vary"));

        using var answer = await http.SendAsync(ListTables(server.Endpoint, origin));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mayCome ? origin : null, One(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(mayCome ? "x-amzn-RequestId, x-amz-crc32" : null, One(answer, "Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task Who_is_no_page_gets_no_word_of_it()
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(ListTables(server.Endpoint, null));
        Assert.Null(One(answer, "Access-Control-Allow-Origin"));
        Assert.Null(One(answer, "Vary"));
    }

    [Fact]
    public async Task An_error_may_be_read_by_the_page_too()
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        using var http = new HttpClient();
        using var request = ListTables(server.Endpoint, "http://localhost:3000");
        request.Headers.Remove("Authorization");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("http://localhost:3000", One(answer, "Access-Control-Allow-Origin"));
    }

    private static HttpRequestMessage Preflight(Uri endpoint, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, endpoint);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", SignedHeaders);
        return request;
    }

    private static HttpRequestMessage ListTables(Uri endpoint, string? origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.Add("X-Amz-Date", "20300101T000000Z");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private static string? One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;
}
