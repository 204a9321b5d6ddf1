using System.Buffers;

using Microsoft.AspNetCore.Connections;

namespace Ballast.Transport.Connections;

/// <summary>One connection, after the greeting: frames in one direction, and in both directions a sign of life once in a while.</summary>
/// <remarks>It ends when either side closes it, says what is no frame, or is silent for too long; then nothing that was sent is known to have arrived.</remarks>
internal sealed class Conversation(Wire wire, TransportLimits limits, TimeProvider time)
{
    /// <summary>What is written at once. Beside it, Kestrel's pipes hold 64 KiB of what is sent.</summary>
    public const int PieceBytesMax = 128 << 10;
    private static readonly byte[] Pulse = MakePulse();
    private readonly CancellationTokenSource _ended = new();
    private long _heardAt = time.GetTimestamp();

    /// <summary>Sends what comes into the queue.</summary>
    public Task SpeakAsync(LaneQueue queue, CancellationToken stop) => RunAsync(SendAsync(queue), static _ => true, stop);

    /// <summary>Gives each message to <paramref name="take"/>, which may keep nothing of it, and says whether to go on.</summary>
    public Task ListenAsync(Func<ReadOnlySequence<byte>, bool> take, CancellationToken stop) => RunAsync(PulseAsync(), take, stop);

    /// <summary>Whether an exception says no more than that a connection has ended, or could not be made.</summary>
    public static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or ConnectionAbortedException or ObjectDisposedException
        or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException;

    private async Task RunAsync(Task speaking, Func<ReadOnlySequence<byte>, bool> take, CancellationToken stop)
    {
        using var ended = _ended;
        using var stopping = stop.Register(End);
        using var watch = time.CreateTimer(_ => EndIfSilent(), null, limits.PulsePeriod, limits.PulsePeriod);
        var hearing = ReceiveAsync(take);
        await Task.WhenAny(speaking, hearing);
        End();
        foreach (var side in new[] { speaking, hearing })
            try
            {
                await side;
            }
            catch (Exception e) when (IsEnd(e))
            {
            }
    }

    private async Task SendAsync(LaneQueue queue)
    {
        while (!_ended.IsCancellationRequested)
        {
            var frames = await queue.TakeAsync(limits.PulsePeriod, _ended.Token);
            if (!await TryWriteAsync(frames.IsEmpty ? Pulse : frames))
                return;
        }
    }

    // The connection's pipe copies what it is given: where the peer does not read, it holds a piece and not everything that waited.
    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var piece = frames[..Math.Min(frames.Length, PieceBytesMax)];
            if ((await wire.Output.WriteAsync(piece, _ended.Token)).IsCompleted)
                return false;
            frames = frames[piece.Length..];
        }
        return true;
    }

    private async Task PulseAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            var sent = await wire.Output.WriteAsync(Pulse, _ended.Token);
            if (sent.IsCompleted)
                return;
            await Task.Delay(limits.PulsePeriod, time, _ended.Token);
        }
    }

    private async Task ReceiveAsync(Func<ReadOnlySequence<byte>, bool> take)
    {
        while (true)
        {
            var read = await wire.Input.ReadAsync(_ended.Token);
            Volatile.Write(ref _heardAt, time.GetTimestamp());
            var stream = read.Buffer;
            var look = FrameLook.Whole;
            while (look == FrameLook.Whole)
                if ((look = Frame.TryTake(ref stream, out var message)) == FrameLook.Whole && !message.IsEmpty && !take(message))
                    look = FrameLook.Broken;
            wire.Input.AdvanceTo(stream.Start, stream.End);
            if (read.IsCompleted || look == FrameLook.Broken)
                return;
        }
    }

    private void EndIfSilent()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _heardAt)) > limits.SilenceMax)
            End();
    }

    private void End()
    {
        wire.Abort();
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watch looked once more while the conversation ended.
        }
    }

    private static byte[] MakePulse()
    {
        var pulse = new byte[Frame.HeaderBytes];
        Frame.WriteHeader(pulse, default);
        return pulse;
    }
}
