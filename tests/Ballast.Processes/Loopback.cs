using System.Net;
using System.Net.Sockets;

namespace Ballast.Processes;

/// <summary>Addresses of this machine that only it reaches.</summary>
public static class Loopback
{
    /// <summary>A free port at each of the addresses, no two the same.</summary>
    public static int[] FreePorts(IEnumerable<IPAddress> addresses)
    {
        TcpListener[] listeners = [.. addresses.Select(static address => new TcpListener(address, 0))];
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
