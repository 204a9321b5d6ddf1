using System.Globalization;
using System.Net;

namespace Ballast.Chaos.Grounds;

/// <summary>Where the nodes run, and what can be done to each from outside. Everything that it makes goes with it.</summary>
/// <remarks>Nodes have numbers from 1 on.</remarks>
public abstract class Ground : IDisposable
{
    private const int ClientPort = 8800, NodePort = 7800;

    /// <summary>What cannot be done here, and why; empty where everything can.</summary>
    public abstract IReadOnlyList<string> Missing { get; }

    /// <summary>Cuts of links, full and slow disks, bounds of memory: what needs a machine of the node's own.</summary>
    public virtual IIsolation? Isolation => null;

    public abstract IPAddress AddressOf(int node);

    /// <summary>The folder of a node; it outlives the node's process.</summary>
    public abstract string FolderOf(int node);

    /// <summary>A command that becomes the node's process.</summary>
    public virtual IReadOnlyList<string> WrapperOf(int node) => [];

    public virtual IReadOnlyDictionary<string, string> EnvironmentOf(int node) => new Dictionary<string, string>();

    /// <summary>Takes away what an ended process has left behind.</summary>
    public virtual void Forget(int processId)
    {
    }

    /// <summary>Connections as clients make them.</summary>
    public virtual SocketsHttpHandler ClientHandler() => new() { UseProxy = false };

    /// <summary>Connections from the node's own machine.</summary>
    public virtual SocketsHttpHandler LocalHandler(int node) => new() { UseProxy = false };

    public Uri EndpointOf(int node) => Uri(AddressOf(node), ClientPort + node);

    public static Uri LocalEndpointOf(int node) => Uri(IPAddress.Loopback, ClientPort + node);

    public static int ClientPortOf(int node) => ClientPort + node;

    public static int NodePortOf(int node) => NodePort + node;

    public abstract void Dispose();

    private static Uri Uri(IPAddress address, int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}"));
}

/// <summary>What can be done to a node that has a machine of its own.</summary>
public interface IIsolation
{
    /// <summary>Whether steps of the clock are possible.</summary>
    bool HasClocks { get; }

    bool HasSlowDisks { get; }

    bool HasMemoryBounds { get; }

    /// <summary>Nothing that nodes say comes from the ones to the others.</summary>
    void Cut(IEnumerable<int> from, IEnumerable<int> to);

    /// <summary>No client reaches the node.</summary>
    void CutClients(int node);

    void MendCuts();

    void FillDisk(int node);

    void FreeDisk(int node);

    /// <summary>0 for as many as there can be.</summary>
    void BoundWrites(int node, int perSecond);

    /// <summary>0 for no bound.</summary>
    void BoundMemory(int node, long bytes);

    /// <summary>Whether the node's clock is one that can be moved.</summary>
    bool HasClock(int node);

    void MoveClock(int node, TimeSpan offset);
}
