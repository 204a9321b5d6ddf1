using System.Net.Sockets;
using System.Text;

namespace Ballast.Host.Tests;

/// <summary>Bodies as they come over a socket: in chunks, broken off, announced and never sent.</summary>
public sealed class BodyTests : IDisposable
{
    private const int BodyBytesMax = 16 * 1024 * 1024;
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}xx0\r\n\r\n")]
    [InlineData("-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("fffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    public async Task Chunks_that_are_none_are_refused_and_no_fault_of_the_server(string chunks)
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        var answer = await AskAsync(server, Head("Transfer-Encoding: chunked\r\nConnection: close\r\n") + chunks);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("SerializationException", answer, StringComparison.Ordinal);
        await StillServesAsync(server);
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: two\r\n")]
    public async Task A_length_that_is_none_is_refused(string length)
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        Assert.StartsWith("HTTP/1.1 400 ", await AskAsync(server, Head(length) + "{}"), StringComparison.Ordinal);
        await StillServesAsync(server);
    }

    [Fact]
    public async Task A_body_that_breaks_off_disturbs_nobody()
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        foreach (var start in new[] { Head("Content-Length: 100\r\n") + "{", Head("Transfer-Encoding: chunked\r\n") + "64\r\n{" })
        {
            using var client = await OpenAsync(server);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
            client.Client.Shutdown(SocketShutdown.Send);
            // The server ends the connection; nothing has to be said before.
            await ReadToEndAsync(stream);
        }
        await StillServesAsync(server);
    }

    [Fact]
    public async Task A_body_that_waits_to_be_asked_for_is_asked_for_unless_it_is_too_long()
    {
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory"]);
        using (var client = await OpenAsync(server))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head("Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n")));
            var asked = new byte[4096];
            var length = await client.GetStream().ReadAsync(asked);
            Assert.StartsWith("HTTP/1.1 100 ", Encoding.ASCII.GetString(asked, 0, length), StringComparison.Ordinal);
            await client.GetStream().WriteAsync("{}"u8.ToArray());
            Assert.Contains("{\"TableNames\":[]}", await ReadToEndAsync(client.GetStream()), StringComparison.Ordinal);
        }
        using var late = await OpenAsync(server);
        await late.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head($"Content-Length: {BodyBytesMax + 1}\r\nExpect: 100-continue\r\nConnection: close\r\n")));
        var refused = new byte[4096];
        var count = await late.GetStream().ReadAsync(refused);
        Assert.StartsWith("HTTP/1.1 413 ", Encoding.ASCII.GetString(refused, 0, count), StringComparison.Ordinal);
    }

    private static string Head(string length) =>
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nX-Amz-Date: 20300101T000000Z\r\n"
        + "Authorization: AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\n" + length + "\r\n";

    private static async Task<TcpClient> OpenAsync(ServerProcess server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port);
        return client;
    }

    private static async Task<string> AskAsync(ServerProcess server, string request)
    {
        using var client = await OpenAsync(server);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return await ReadToEndAsync(client.GetStream());
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static async Task StillServesAsync(ServerProcess server)
    {
        Assert.Contains("{\"TableNames\":[]}", await AskAsync(server, Head("Content-Length: 2\r\nConnection: close\r\n") + "{}"), StringComparison.Ordinal);
        Assert.Empty(server.Errors);
    }
}
