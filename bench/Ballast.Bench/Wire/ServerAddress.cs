using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ballast.Bench.Wire;

/// <summary>Where a server listens, its name resolved once.</summary>
internal sealed record ServerAddress(IPEndPoint Address, string Host)
{
    /// <exception cref="ArgumentException">It is no http URL with a host that resolves.</exception>
    public static ServerAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"'{url}' is not an http:// URL");
        var addresses = Dns.GetHostAddresses(uri.DnsSafeHost);
        var address = Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        return new ServerAddress(
            new IPEndPoint(address, uri.Port), string.Create(CultureInfo.InvariantCulture, $"{uri.IdnHost}:{uri.Port}"));
    }

    public Socket Connect()
    {
        var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(Address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
