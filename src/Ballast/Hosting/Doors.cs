using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ballast.Hosting;

/// <summary>Where clients come in. The doors can be shut while who is in stays, to be told with the next answer that it is the last.</summary>
/// <remarks>
/// A connection that is closed while a request is on its way to it leaves the client without knowing what came of that. So none is closed at once: each is
/// told to close behind an answer, and only those that say nothing for a while are closed without one.
/// </remarks>
internal sealed class Doors(SocketTransportFactory sockets) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(1);
    private readonly ConcurrentBag<IConnectionListener> _open = [];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _areShut;
    private int _inside;

    /// <summary>Whether an answer is to be the last on its connection.</summary>
    public bool AreShut => _areShut;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await sockets.BindAsync(endpoint, cancellationToken);
        _open.Add(listener);
        return listener;
    }

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    /// <summary>Counts a connection while it is there.</summary>
    public ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _inside);
        try
        {
            await next(connection);
        }
        finally
        {
            if (Interlocked.Decrement(ref _inside) == 0 && _areShut)
                _empty.TrySetResult();
        }
    };

    /// <summary>Lets nobody in any more, and ends when everybody has left, or has had time to.</summary>
    public async Task ShutAsync()
    {
        _areShut = true;
        foreach (var listener in _open)
            await listener.UnbindAsync();
        if (Volatile.Read(ref _inside) > 0)
            await Task.WhenAny(_empty.Task, Task.Delay(SilenceMax));
    }
}
