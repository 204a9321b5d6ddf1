using System.Net;

namespace Ballast.Configuration;

/// <summary>What a host name means for listening.</summary>
internal static class ListenAddresses
{
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The addresses to bind; several for <c>localhost</c>.</summary>
    public static IReadOnlyList<IPAddress> Of(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return System.Net.Sockets.Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        if (host is "*" or "+")
            return [IPAddress.Any];
        if (IPAddress.TryParse(host, out var address))
            return [address];
        throw new ConfigurationException($"--{Settings.Host} {host} is neither localhost nor an IP address.");
    }
}
