using System.Buffers;

using Microsoft.AspNetCore.Connections;

namespace Ballast.Transport.Connections;

/// <summary>One connection, after the greeting: frames in one direction, and in both directions a sign of life once in a while.</summary>
/// <remarks>It ends when either side closes it, says what is no frame, or is silent for too long; then nothing that was sent is known to have arrived.</remarks>
internal sealed class Conversation(Wire wire, TransportLimits limits, TimeProvider time)
{
    /// <summary>What is written at once. Beside it, Kestrel's pipes hold 64 KiB of what is sent.</summary>
    public const int PieceBytesMax = 128 << 10;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _hushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heardAt = time.GetTimestamp();
    private volatile bool _hasSaidLast;

    /// <summary>Whether it ended in order: everything that was to be said has been heard.</summary>
    public bool HasParted { get; private set; }

    /// <summary>Sends what comes into the queue, until that is finished or the other side wants to hear no more.</summary>
    public Task SpeakAsync(LaneQueue queue, CancellationToken stop) => RunAsync(SendAsync(queue), FollowAsync(queue), stop);

    /// <summary>Gives each message to <paramref name="take"/>, which may keep nothing of it, and says whether to go on.</summary>
    /// <param name="begun">Called when the other side is ready to speak.</param>
    /// <param name="take">Called for each message.</param>
    /// <param name="stop">Ends it at once.</param>
    public Task ListenAsync(Action begun, Func<ReadOnlySequence<byte>, bool> take, CancellationToken stop) => RunAsync(PulseAsync(), HearAsync(begun, take), stop);

    /// <summary>Tells who speaks to say no more; what is on its way is still taken.</summary>
    public void Hush() => _hushed.TrySetResult();

    /// <summary>Whether an exception says no more than that a connection has ended, or could not be made.</summary>
    public static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or ConnectionAbortedException or ObjectDisposedException
        or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException;

    private async Task RunAsync(Task speaking, Task hearing, CancellationToken stop)
    {
        using var ended = _ended;
        using var stopping = stop.Register(End);
        using var watch = time.CreateTimer(_ => EndIfSilent(), null, limits.PulsePeriod, limits.PulsePeriod);
        // Who has said everything waits until the other side has heard it and closes.
        if (await Task.WhenAny(speaking, hearing) == speaking && speaking.IsCompletedSuccessfully)
            await Task.WhenAny(hearing);
        HasParted = hearing.IsCompletedSuccessfully;
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
        // The first pulse says that there is a queue for what is to be said.
        await WriteAsync(Frame.Pulse);
        while (!queue.IsFinished)
        {
            var frames = await queue.TakeAsync(limits.PulsePeriod, _ended.Token);
            await WriteAsync(frames.IsEmpty ? Frame.Pulse : frames);
        }
        await WriteAsync(Frame.Last);
        _hasSaidLast = true;
    }

    private async Task PulseAsync()
    {
        while (!_hushed.Task.IsCompleted)
        {
            await WriteAsync(Frame.Pulse);
            await Task.WhenAny(_hushed.Task, Task.Delay(limits.PulsePeriod, time, _ended.Token));
            _ended.Token.ThrowIfCancellationRequested();
        }
        await WriteAsync(Frame.Last);
    }

    // The connection's pipe copies what it is given: where the peer does not read, it holds a piece and not everything that waited.
    private async Task WriteAsync(ReadOnlyMemory<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var piece = frames[..Math.Min(frames.Length, PieceBytesMax)];
            if ((await wire.Output.WriteAsync(piece, _ended.Token)).IsCompleted)
                throw new IOException("The other side reads no more.");
            frames = frames[piece.Length..];
        }
    }

    // Ends well when the other side closes behind the last.
    private async Task FollowAsync(LaneQueue queue)
    {
        while (await ReceiveAsync(static _ => true))
            queue.Finish();
        if (!_hasSaidLast)
            throw new IOException("The other side has closed the connection.");
    }

    // Ends well behind the last.
    private async Task HearAsync(Action begun, Func<ReadOnlySequence<byte>, bool> take)
    {
        var hasBegun = false;
        if (!await ReceiveAsync(Take))
            throw new IOException("The other side has closed the connection.");

        bool Take(ReadOnlySequence<byte> message)
        {
            if (!hasBegun)
                begun();
            hasBegun = true;
            return message.IsEmpty || take(message);
        }
    }

    // Takes frames, pulses among them, until the last, or, with false, until the connection is closed.
    private async Task<bool> ReceiveAsync(Func<ReadOnlySequence<byte>, bool> take)
    {
        while (true)
        {
            var read = await wire.Input.ReadAsync(_ended.Token);
            Volatile.Write(ref _heardAt, time.GetTimestamp());
            var stream = read.Buffer;
            FrameLook look;
            while ((look = Frame.TryTake(ref stream, out var message)) == FrameLook.Whole)
                if (!take(message))
                    throw new IOException("What comes is no message of a node.");
            wire.Input.AdvanceTo(stream.Start, look == FrameLook.Last ? stream.Start : stream.End);
            if (look == FrameLook.Broken)
                throw new IOException("What comes is no frame of a node.");
            if (look == FrameLook.Last || read.IsCompleted)
                return look == FrameLook.Last;
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
}
