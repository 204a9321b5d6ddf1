using System.Buffers;
using System.Collections.Concurrent;
using System.Net;

using Ballast.Foundation.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ballast.Transport.Connections;

/// <summary>Where other nodes connect.</summary>
internal sealed partial class NodeListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TransportOptions _options;
    private readonly Greeting _greeting;
    private readonly Func<NodeId, ReadOnlySequence<byte>, bool> _hear;
    private readonly Action<PeerAddress, Lane, bool> _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<Conversation, TaskCompletionSource> _conversations = new();
    private volatile bool _isHushed;
    private ListenOptions? _listen;
    private int _connections;
    private string? _lastRefusal;

    private NodeListener(
        TransportOptions options, Greeting greeting, Func<NodeId, ReadOnlySequence<byte>, bool> hear, Action<PeerAddress, Lane, bool> changed, TimeProvider time, ILogger log, CancellationToken stop)
    {
        (_options, _greeting, _hear, _changed, _time, _log, _stop) = (options, greeting, hear, changed, time, log, stop);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Listen, listen =>
        {
            _listen = listen;
            listen.Run(AcceptAsync);
        }));
        _app = builder.Build();
    }

    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.None, 0);

    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<NodeListener> StartAsync(
        TransportOptions options, Greeting greeting, Func<NodeId, ReadOnlySequence<byte>, bool> hear, Action<PeerAddress, Lane, bool> changed, TimeProvider time, ILogger log, CancellationToken stop)
    {
        var listener = new NodeListener(options, greeting, hear, changed, time, log, stop);
        try
        {
            await listener._app.StartAsync(stop);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            await listener._app.DisposeAsync();
            throw new IOException(e.Message, e);
        }
        catch
        {
            await listener._app.DisposeAsync();
            throw;
        }
        listener.Endpoint = listener._listen!.IPEndPoint!;
        return listener;
    }

    /// <summary>Asks everyone who speaks to say no more, and ends when all have stopped, or after a while. Nobody is listened to any more.</summary>
    public async Task HushAsync(TimeSpan patience)
    {
        _isHushed = true;
        foreach (var (conversation, _) in _conversations)
            conversation.Hush();
        var late = Task.Delay(patience, _time, CancellationToken.None);
        while (!_conversations.IsEmpty && !late.IsCompleted)
            await Task.WhenAny(late, Task.WhenAll(_conversations.Values.Select(static ended => ended.Task)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AcceptAsync(ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref _connections) <= _options.Limits.ConnectionsMax && !_isHushed)
                await TalkAsync(connection);
        }
        catch (Exception e) when (Conversation.IsEnd(e))
        {
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task TalkAsync(ConnectionContext connection)
    {
        if (await GreetAsync(connection) is not var (wire, peer, lane))
            return;
        await using (wire)
        {
            var hasBegun = false;
            var conversation = new Conversation(wire, _options.Limits, _time);
            var ended = _conversations.GetOrAdd(conversation, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_isHushed)
                conversation.Hush();
            try
            {
                await conversation.ListenAsync(Begin, message => _hear(peer.Place.Node, message), _stop);
            }
            finally
            {
                _conversations.TryRemove(conversation, out _);
                ended.SetResult();
                if (hasBegun)
                    _changed(peer, lane, false);
            }

            void Begin()
            {
                hasBegun = true;
                _changed(peer, lane, true);
            }
        }
    }

    // Null when there is nothing more to say.
    private async Task<(Wire, PeerAddress, Lane)?> GreetAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(_options.Limits.GreetingMax, _time);
        var wire = await Wire.FromAsync(connection, _options.Security, patience.Token);
        try
        {
            if (await Handshake.HearAsync(wire, patience.Token) is { } hello)
            {
                var objection = _greeting.Objection(hello);
                await Handshake.SayAsync(wire, objection is null ? _greeting.To(new NodeId(hello.Node), hello.Lane) : _greeting.Refusal(hello, objection), patience.Token);
                if (objection is null && (Lane)hello.Lane != Lane.Introduction)
                    return (wire, _greeting.PeerOf(hello)!, (Lane)hello.Lane);
                Tell(objection);
                // An end at once might take back what was said last.
                await Handshake.PartAsync(wire, patience.Token);
            }
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
        await wire.DisposeAsync();
        return null;
    }

    // Whoever tries again and again with the same is told of once. Who has no cluster yet will have one soon.
    private void Tell(string? objection)
    {
        if (objection is null || objection == _lastRefusal || _greeting.Member is null)
            return;
        _lastRefusal = objection;
        LogRefused(_log, objection);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A node's connection is refused: {Why}.")]
    private static partial void LogRefused(ILogger logger, string why);
}
