using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ballast.Fuzz.Wire;

/// <summary>One connection to the server; a new one is made when the server ended the last.</summary>
internal sealed class RawConnection(Uri endpoint) : IDisposable
{
    // Longer than any answer should take on a busy machine: past it the server hangs.
    private const int SilenceMaxMilliseconds = 30_000;
    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;
    private byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;

    /// <exception cref="InvalidDataException">What came back is no answer, or none came.</exception>
    public RawAnswer Exchange(RawRequest request)
    {
        _socket ??= Connect();
        try
        {
            Send(_socket, request.Render());
            var answer = Read(_socket);
            if (answer.EndsConnection)
                Dispose();
            return answer;
        }
        catch (SocketException e)
        {
            Dispose();
            throw new InvalidDataException($"no answer: {e.SocketErrorCode}", e);
        }
        catch (InvalidDataException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sends the beginning of a request and hangs up.</summary>
    public void Abandon(RawRequest request, double share)
    {
        var bytes = request.Render();
        _socket ??= Connect();
        try
        {
            _socket.Send(bytes.AsSpan(0, (int)(bytes.Length * share)));
        }
        catch (SocketException)
        {
            // The server may have hung up first.
        }
        Dispose();
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = SilenceMaxMilliseconds, SendTimeout = SilenceMaxMilliseconds };
        socket.Connect(IPAddress.Loopback, endpoint.Port);
        return socket;
    }

    // A server may refuse a request before it has read all of it; its answer is there to be read then.
    private static void Send(Socket socket, byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += socket.Send(bytes.AsSpan(sent));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown && socket.Available > 0)
        {
        }
    }

    private RawAnswer Read(Socket socket)
    {
        var filled = 0;
        int headBytes;
        while ((headBytes = _buffer.AsSpan(0, filled).IndexOf(HeadEnd)) < 0)
            filled += Receive(socket, filled);
        var head = RawAnswer.ParseHead(Encoding.Latin1.GetString(_buffer, 0, headBytes), out var bodyBytes)
            ?? throw new InvalidDataException("no answer: " + Encoding.Latin1.GetString(_buffer, 0, headBytes));
        var end = headBytes + HeadEnd.Length + bodyBytes;
        while (filled < end)
            filled += Receive(socket, filled);
        return filled == end
            ? head with { Body = _buffer[(headBytes + HeadEnd.Length)..end] }
            : throw new InvalidDataException($"{filled - end} bytes behind the answer");
    }

    private int Receive(Socket socket, int filled)
    {
        if (filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = socket.Receive(_buffer.AsSpan(filled));
        return count > 0 ? count : throw new InvalidDataException("the connection ended in the middle of an answer");
    }
}
