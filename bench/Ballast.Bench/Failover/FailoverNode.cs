using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using Ballast.Bench.Wire;

namespace Ballast.Bench.Failover;

/// <summary>One node of a cluster on this machine, as a process that is ended and started again.</summary>
internal sealed class FailoverNode(string program, int node, string nodes, int port, string data) : IDisposable
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan ReadyTimeMax = TimeSpan.FromSeconds(60), PollPause = TimeSpan.FromMilliseconds(20);
    private Process? _process;

    /// <summary>Asks this node, one call at a time for each caller.</summary>
    public ControlClient Client { get; } = new(
        ServerAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), new RequestSigner(null, null, "us-east-1", TimeProvider.System));

    public void Start()
    {
        string[] words = ["start", "--node", $"{node}", "--nodes", nodes, "--port", $"{port}", "--data", data];
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"node {node} did not start");
        // Read and forgotten: a full pipe would stall the server.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void WaitUntilReady()
    {
        for (var since = Stopwatch.GetTimestamp(); !Answers(); Thread.Sleep(PollPause))
            if (Stopwatch.GetElapsedTime(since) > ReadyTimeMax)
                throw new TimeoutException($"node {node} does not answer after {ReadyTimeMax.TotalSeconds} s");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public void Stop()
    {
        if (Signal(_process!.Id, TerminateSignal) != 0)
            throw new InvalidOperationException($"node {node} cannot be stopped");
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            Kill();
        _process?.Dispose();
    }

    private bool Answers()
    {
        try
        {
            return Client.Call("ListTables", "{}").Status == 200;
        }
        catch (Exception e) when (e is SocketException or InvalidDataException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);
}
