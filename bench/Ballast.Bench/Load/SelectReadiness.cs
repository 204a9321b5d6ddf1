using System.Net.Sockets;

namespace Ballast.Bench.Load;

/// <summary>Readiness by <c>select</c>: for systems without epoll. Costs more with each connection.</summary>
internal sealed class SelectReadiness : IReadiness
{
    private readonly Dictionary<Socket, Connection> _connections = [];
    private readonly List<Socket> _asked = [];

    public void Add(Connection connection) => _connections.Add(connection.Socket, connection);

    public void Remove(Connection connection) => _connections.Remove(connection.Socket);

    public int Wait(long nanosMax, Connection[] ready)
    {
        _asked.Clear();
        _asked.AddRange(_connections.Keys);
        Socket.Select(_asked, null, null, TimeSpan.FromMicroseconds(Math.Ceiling(nanosMax / 1000.0)));
        for (var i = 0; i < _asked.Count; i++)
            ready[i] = _connections[_asked[i]];
        return _asked.Count;
    }

    public void Dispose()
    {
        _connections.Clear();
        _asked.Clear();
    }
}
