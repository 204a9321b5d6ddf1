using System.Net;
using System.Net.Sockets;
using System.Text;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Tests;

/// <summary>A server on a free port of 127.0.0.1 that gives every request the pieces of an answer, or closes on it.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, byte[][]?> _answer;
    private int _requests;

    /// <param name="answer">For the request's number from 0: the pieces, each sent on its own, or null to close.</param>
    public ScriptedServer(Func<int, byte[][]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ServerAddress Address => ServerAddress.Parse($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Requests => Volatile.Read(ref _requests);

    public static byte[] Answer(string status, string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
        {
            filled += read;
            if (!IsComplete(buffer.AsSpan(0, filled)))
                continue;
            filled = 0;
            if (_answer(Interlocked.Increment(ref _requests) - 1) is not { } pieces)
                return;
            foreach (var piece in pieces)
            {
                await socket.SendAsync(piece);
                await Task.Yield();
            }
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var length = "Content-Length: "u8;
        var value = request[(request.IndexOf(length) + length.Length)..end];
        return request.Length == end + 4 + int.Parse(value);
    }
}
