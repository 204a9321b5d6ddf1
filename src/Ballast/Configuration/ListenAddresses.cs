using System.Net;
using System.Net.Sockets;

namespace Ballast.Configuration;

/// <summary>What a host name means for listening.</summary>
internal static class ListenAddresses
{
    public static bool IsLoopback(string host) => IsLocalhost(host) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The addresses to bind; several for <c>localhost</c>.</summary>
    public static IReadOnlyList<IPAddress> Of(string host)
    {
        if (IsLocalhost(host))
            return HasAddress(IPAddress.IPv6Loopback) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        // A socket on the IPv6 wildcard takes IPv4 too.
        if (host == "*")
            return [HasAddress(IPAddress.IPv6Any) ? IPAddress.IPv6Any : IPAddress.Any];
        if (IPAddress.TryParse(host, out var address))
            return [address];
        throw new ConfigurationException($"--{Settings.Host} {host} is neither localhost nor an IP address, nor * for every address.");
    }

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    // IPv6 may be compiled in and yet switched off, as in many containers: only an attempt to bind tells.
    private static bool HasAddress(IPAddress address)
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
