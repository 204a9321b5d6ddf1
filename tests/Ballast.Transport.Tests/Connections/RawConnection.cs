using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

using Ballast.Transport.Connections;
using Ballast.Transport.Messages;

using Google.Protobuf;

namespace Ballast.Transport.Tests.Connections;

/// <summary>One side of a connection, byte by byte.</summary>
internal sealed class RawConnection(Stream stream) : IDisposable
{
    public static readonly byte[] Magic = [.. "BLSTNODE"u8];

    public Stream Stream => stream;

    public static async Task<RawConnection> ToAsync(PeerAddress peer)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, peer.Port);
        return new RawConnection(client.GetStream());
    }

    public static byte[] GreetingOf(Hello hello) => [.. Magic, .. FrameOf(hello.ToByteArray())];

    public static byte[] FrameOf(byte[] message)
    {
        var frame = new byte[Frame.HeaderBytes + message.Length];
        message.CopyTo(frame, Frame.HeaderBytes);
        Frame.WriteHeader(frame, message);
        return frame;
    }

    public async Task SayAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    public Task PulseAsync() => SayAsync(FrameOf([]));

    /// <summary>The other side's greeting; null where the connection ends first.</summary>
    public async Task<Hello?> HearGreetingAsync()
    {
        var magic = await ReadAsync(Magic.Length);
        return magic is null || !magic.AsSpan().SequenceEqual(Magic) || await HearAsync() is not { } hello ? null : Hello.Parser.ParseFrom(hello);
    }

    /// <summary>The next frame's message; null where the connection ends first.</summary>
    public async Task<byte[]?> HearAsync() =>
        await ReadAsync(Frame.HeaderBytes) is { } header ? await ReadAsync(BinaryPrimitives.ReadInt32LittleEndian(header)) : null;

    /// <summary>Greets, and says what came back.</summary>
    public async Task<Hello?> GreetAsync(Hello hello)
    {
        await SayAsync(GreetingOf(hello));
        return await HearGreetingAsync();
    }

    /// <summary>Reads whatever comes until the other side ends the connection.</summary>
    public async Task<bool> EndsAsync()
    {
        while (await ReadAsync(1) is not null)
        {
        }
        return true;
    }

    public void Dispose() => stream.Dispose();

    private async Task<byte[]?> ReadAsync(int count)
    {
        var bytes = new byte[count];
        try
        {
            return await Waiting.InTimeAsync(stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false).AsTask()) == count ? bytes : null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
    }
}
