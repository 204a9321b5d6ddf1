using System.Diagnostics;
using System.Net.Sockets;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Load;

/// <summary>One keep-alive connection with at most one request in flight.</summary>
internal sealed class Connection : IDisposable
{
    // Holds any head and any usual answer; what a longer body (a scan) has beyond it is counted, not kept.
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan SendTimeMax = TimeSpan.FromSeconds(10);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly Socket _socket;
    private int _filled;
    private int _bodyLeft;
    private bool _headRead;

    public Connection(ServerAddress endpoint)
    {
        _socket = endpoint.Connect();
        _socket.Blocking = false;
    }

    public Socket Socket => _socket;

    public PlannedOperation Operation { get; private set; }

    /// <summary>When the operation should have begun, in ticks of <see cref="Stopwatch"/>.</summary>
    public long IntendedAt { get; private set; }

    /// <summary>The read of a read-modify-write is answered, its update is in flight.</summary>
    public bool OnSecondHalf { get; set; }

    public bool InFlight { get; private set; }

    public bool IsClosed { get; private set; }

    public ResponseHead Head { get; private set; }

    /// <summary>The answer's body, or its beginning when it is longer than the buffer.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(Head.HeadBytes, Math.Min(Head.BodyBytes, _filled - Head.HeadBytes));

    public void Begin(PlannedOperation operation, long intendedAt)
    {
        Operation = operation;
        IntendedAt = intendedAt;
        OnSecondHalf = false;
        InFlight = true;
    }

    public void End() => InFlight = false;

    /// <exception cref="SocketException">The connection broke, or takes no bytes for too long.</exception>
    public void Send(ReadOnlySpan<byte> request)
    {
        _filled = 0;
        _headRead = false;
        while (true)
        {
            var sent = _socket.Send(request, SocketFlags.None, out var error);
            if (error == SocketError.Success && sent == request.Length)
                return;
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                throw new SocketException((int)error);
            request = request[sent..];
            if (!_socket.Poll(SendTimeMax, SelectMode.SelectWrite))
                throw new SocketException((int)SocketError.TimedOut);
        }
    }

    /// <summary>Takes what has arrived; true when the answer is complete.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="InvalidDataException">What arrived is no answer.</exception>
    public bool TryReceive()
    {
        // A body that runs past the buffer is read over its end again and again.
        var from = _headRead && _filled == BufferBytes ? Head.HeadBytes : _filled;
        var read = _socket.Receive(_buffer.AsSpan(from), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success || read == 0)
            throw new SocketException((int)(error == SocketError.Success ? SocketError.ConnectionReset : error));
        _filled = Math.Max(_filled, from + read);
        return _headRead ? BodyArrived(read) : HeadArrived();
    }

    public void Dispose()
    {
        IsClosed = true;
        _socket.Dispose();
    }

    private bool HeadArrived()
    {
        if (!ResponseHead.TryParse(_buffer.AsSpan(0, _filled), out var head))
            return _filled < BufferBytes ? false : throw new InvalidDataException("the answer's head is too long");
        Head = head;
        _headRead = true;
        _bodyLeft = head.HeadBytes + head.BodyBytes;
        return BodyArrived(_filled);
    }

    private bool BodyArrived(int bytes)
    {
        _bodyLeft -= bytes;
        return _bodyLeft >= 0 ? _bodyLeft == 0 : throw new InvalidDataException("more bytes than the answer's length");
    }
}
