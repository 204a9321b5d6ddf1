using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Ballast.Chaos.Grounds;

/// <summary>Sockets of a network namespace, for a process that is in another.</summary>
/// <remarks>A socket belongs to the namespace of the thread that makes it, whoever uses it. One thread enters the namespace, and makes them all.</remarks>
internal sealed partial class NamespaceSockets : IDisposable
{
    private const int NetworkNamespace = 0x4000_0000;
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<TaskCompletionSource<Socket>> _wanted = [];
    private readonly Thread _maker;

    public NamespaceSockets(string name)
    {
        _maker = new Thread(() => Make("/run/netns/" + name)) { IsBackground = true, Name = "sockets of " + name };
        _maker.Start();
    }

    public SocketsHttpHandler Handler() => new() { UseProxy = false, ConnectTimeout = ConnectMax, ConnectCallback = ConnectAsync };

    public void Dispose()
    {
        _wanted.CompleteAdding();
        _maker.Join();
        _wanted.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add(made, stop);
        var socket = await made.Task;
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse($"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}"), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Make(string path)
    {
        using var handle = File.OpenHandle(path);
        var entered = SetNamespace(handle, NetworkNamespace) == 0;
        foreach (var wanted in _wanted.GetConsumingEnumerable())
        {
            if (entered)
                wanted.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            else
                wanted.SetException(new InvalidOperationException($"{path} cannot be entered."));
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle handle, int kind);
}
