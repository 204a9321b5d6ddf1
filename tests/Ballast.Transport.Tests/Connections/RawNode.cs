using System.Net.Sockets;

using Ballast.Foundation.Identity;
using Ballast.Transport.Connections;
using Ballast.Transport.Messages;

namespace Ballast.Transport.Tests.Connections;

/// <summary>A node that greets as it should, and then does what its test wants.</summary>
internal sealed class RawNode : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Greeting _greeting;

    public RawNode(TransportOptions options)
    {
        _greeting = new Greeting(options, start: 7);
        if (options.Cluster is { } cluster)
            _greeting.Member = new Greeting.Membership(cluster, options.Self.Node.Value);
        _listener = new TcpListener(options.Listen);
        _listener.Start();
    }

    public Hello HelloTo(uint node, uint lane) => _greeting.To(new NodeId(node), lane);

    /// <summary>The next connection, before any word.</summary>
    public async Task<RawConnection> AcceptAsync() => new((await Waiting.InTimeAsync(_listener.AcceptTcpClientAsync())).GetStream());

    /// <summary>The next connection, greeted.</summary>
    public async Task<(RawConnection Connection, Lane Lane)> AcceptGreetedAsync()
    {
        var connection = await AcceptAsync();
        var hello = (await connection.HearGreetingAsync())!;
        await connection.SayAsync(RawConnection.GreetingOf(HelloTo(hello.Node, hello.Lane)));
        return (connection, (Lane)hello.Lane);
    }

    /// <summary>One connection for each lane.</summary>
    public async Task<Dictionary<Lane, RawConnection>> AcceptLanesAsync()
    {
        var lanes = new Dictionary<Lane, RawConnection>();
        while (lanes.Count < Lanes.All.Count)
        {
            var (connection, lane) = await AcceptGreetedAsync();
            lanes.Add(lane, connection);
        }
        return lanes;
    }

    public void Dispose() => _listener.Dispose();
}
