using System.Net.Sockets;

using Ballast.Transport.Messages;

using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Transport.Connections;

/// <summary>Makes connections to peers.</summary>
internal sealed class Dialer(TransportOptions options, Greeting greeting, TimeProvider time) : IDisposable
{
    private readonly SocketConnectionContextFactory _sockets = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    /// <summary>A connection whose other side has said who it is, and why it is of no use where it is not.</summary>
    /// <exception cref="Exception"><see cref="Conversation.IsEnd"/>: there is no connection.</exception>
    public async Task<(Wire Wire, Hello Hello, string? Objection)> DialAsync(PeerAddress peer, Lane lane, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(options.Limits.GreetingMax, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var wire = await ConnectAsync(peer, ended.Token);
        try
        {
            await Handshake.SayAsync(wire, greeting.To(peer.Place.Node, (uint)lane), ended.Token);
            var hello = await Handshake.HearAsync(wire, ended.Token) ?? throw new IOException("What answers is no node of Ballast.");
            var objection = hello.Node != peer.Place.Node.Value ? $"it is node {hello.Node}" : greeting.Objection(hello);
            return (wire, hello, objection);
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _sockets.Dispose();

    // The seam itself.
#pragma warning disable RS0030
    private async Task<Wire> ConnectAsync(PeerAddress peer, CancellationToken ended)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(peer.Host, peer.Port, ended);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var connection = _sockets.Create(socket);
        try
        {
            return await Wire.ToAsync(connection, options.Security, ended);
        }
        catch
        {
            connection.Abort();
            await connection.DisposeAsync();
            throw;
        }
    }
#pragma warning restore RS0030
}
