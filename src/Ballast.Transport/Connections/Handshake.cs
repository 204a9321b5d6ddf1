using System.Buffers;

using Ballast.Transport.Messages;

using Google.Protobuf;

namespace Ballast.Transport.Connections;

/// <summary>The first words of both sides: each says who it is (docs/formats/messages.md).</summary>
internal static class Handshake
{
    private const int HelloBytesMax = 4096;
    private static ReadOnlySpan<byte> Magic => "BLSTNODE"u8;

    /// <summary>Says who this node is.</summary>
    public static async Task SayAsync(Wire wire, Hello hello, CancellationToken ended)
    {
        var length = hello.CalculateSize();
        var bytes = new byte[Magic.Length + Frame.HeaderBytes + length];
        Magic.CopyTo(bytes);
        hello.WriteTo(bytes.AsSpan(Magic.Length + Frame.HeaderBytes));
        Frame.WriteHeader(bytes.AsSpan(Magic.Length), bytes.AsSpan(Magic.Length + Frame.HeaderBytes));
        await wire.Output.WriteAsync(bytes, ended);
    }

    /// <summary>Hears who the other side is; null when it says nothing of the kind.</summary>
    public static async Task<Hello?> HearAsync(Wire wire, CancellationToken ended)
    {
        while (true)
        {
            var read = await wire.Input.ReadAsync(ended);
            var stream = read.Buffer;
            var look = TryRead(ref stream, out var hello);
            wire.Input.AdvanceTo(look == FrameLook.Whole ? stream.Start : read.Buffer.Start, look == FrameLook.Whole ? stream.Start : read.Buffer.End);
            if (look == FrameLook.Whole)
                return hello;
            if (read.IsCompleted || look == FrameLook.Broken)
                return null;
        }
    }

    /// <summary>Says no more, and waits until the other side has closed the connection.</summary>
    public static async Task PartAsync(Wire wire, CancellationToken ended)
    {
        await wire.Output.CompleteAsync();
        while (await wire.Input.ReadAsync(ended) is { IsCompleted: false } read)
            wire.Input.AdvanceTo(read.Buffer.End);
    }

    internal static FrameLook TryRead(ref ReadOnlySequence<byte> stream, out Hello? hello)
    {
        hello = null;
        Span<byte> begin = stackalloc byte[Magic.Length];
        var known = (int)Math.Min(stream.Length, Magic.Length);
        stream.Slice(0, known).CopyTo(begin);
        if (!Magic.StartsWith(begin[..known]))
            return FrameLook.Broken;
        if (known < Magic.Length)
            return FrameLook.Partial;
        var rest = stream.Slice(Magic.Length);
        var look = Frame.TryTake(ref rest, out var message);
        if ((look == FrameLook.Whole ? stream.Length - rest.Length : stream.Length) > HelloBytesMax)
            return FrameLook.Broken;
        if (look != FrameLook.Whole)
            return look;
        stream = rest;
        try
        {
            hello = Hello.Parser.ParseFrom(message);
            return FrameLook.Whole;
        }
        // The parser lets overflows of lengths through.
        catch (Exception e) when (e is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            return FrameLook.Broken;
        }
    }
}
