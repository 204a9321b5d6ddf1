using Microsoft.Extensions.Logging;

namespace Ballast.Transport.Connections;

/// <summary>One lane to one peer: keeps a connection, and makes another when it ends.</summary>
internal sealed partial class PeerLane(PeerAddress peer, Lane lane, TransportOptions options, Dialer dialer, TimeProvider time, Action<PeerAddress, Lane> lost, ILogger log)
{
    private readonly LaneQueue _queue = new(options.Limits.WaitingBytesMax(lane));
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isEnding;
    private string? _lastTrouble;

    /// <summary>Whether there is a connection now.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>False when the frames surely never arrive.</summary>
    public bool TrySend(ReadOnlySpan<byte> frames) => _queue.TryAdd(frames);

    /// <summary>Says no more than what waits, and ends.</summary>
    public void Finish()
    {
        _isEnding = true;
        _ended.TrySetResult();
        _queue.Finish();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var pause = options.Limits.RetryMin;
        while (!stop.IsCancellationRequested && !_isEnding)
        {
            pause = await TryTalkAsync(stop) ? options.Limits.RetryMin : pause * 2 < options.Limits.RetryMax ? pause * 2 : options.Limits.RetryMax;
            if (!_isEnding)
                await Task.WhenAny(_ended.Task, Task.Delay(pause, time, stop));
        }
        _queue.Dispose();
    }

    // True when there was a connection for a while.
    private async Task<bool> TryTalkAsync(CancellationToken stop)
    {
        Wire wire;
        try
        {
            (wire, var hello, var objection) = await dialer.DialAsync(peer, lane, stop);
            if (objection is not null)
            {
                // Who takes part in no cluster yet will soon.
                if (hello.Incarnation != 0)
                    Tell(objection);
                await wire.DisposeAsync();
                return false;
            }
        }
        catch (Exception e) when (Conversation.IsEnd(e))
        {
            if (e is System.Security.Authentication.AuthenticationException)
                Tell(e.Message);
            return false;
        }
        await using (wire)
        {
            _queue.Open();
            if (_isEnding)
                _queue.Finish();
            IsOpen = true;
            _lastTrouble = null;
            var conversation = new Conversation(wire, options.Limits, time);
            await conversation.SpeakAsync(_queue, stop);
            IsOpen = false;
            _queue.Close();
            if (!conversation.HasParted)
                lost(peer, lane);
        }
        return true;
    }

    // What does not change is said once.
    private void Tell(string trouble)
    {
        if (_lastTrouble == trouble || lane != Lane.Heartbeats)
            return;
        _lastTrouble = trouble;
        LogTrouble(log, peer.Place.Node.Value, peer.Host, peer.Port, trouble);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No connection to node {Node} at {Host}:{Port}: {Trouble}.")]
    private static partial void LogTrouble(ILogger logger, uint node, string host, int port, string trouble);
}
