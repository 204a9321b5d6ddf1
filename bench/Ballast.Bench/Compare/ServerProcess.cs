using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Compare;

/// <summary>A server that this program started, and ends with it; its data directory goes too.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan ReadyTimeMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(30);
    // Short enough for a start of some hundred milliseconds, long enough to leave the processor to the server.
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(2);
    private static readonly PosixSignal[] Interruptions = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private readonly PosixSignalRegistration[] _interruptions;
    private readonly DirectoryInfo _data;
    private readonly long _startedAt;

    public ServerProcess(string name, int port, IReadOnlyList<string> words, DirectoryInfo data)
    {
        Name = name;
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _data = data;
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        _startedAt = Stopwatch.GetTimestamp();
        Process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        _interruptions = Array.ConvertAll(Interruptions, signal => PosixSignalRegistration.Create(signal, EndWithUs));
        // Read and forgotten: a full pipe would stall the server.
        Process.BeginOutputReadLine();
        Process.ErrorDataReceived += (_, line) => LastError = line.Data is { Length: > 0 } text ? text : LastError;
        Process.BeginErrorReadLine();
    }

    public string Name { get; }

    public string Url { get; }

    public string? LastError { get; private set; }

    public Process Process { get; }

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            Process.Refresh();
            return Process.WorkingSet64;
        }
    }

    /// <summary>Asks again and again until a request is answered; returns the time since the process was started.</summary>
    public TimeSpan WaitUntilReady()
    {
        var client = new ControlClient(ServerAddress.Parse(Url), new RequestSigner(null, null, "us-east-1", TimeProvider.System));
        while (!Answers(client))
        {
            if (Process.HasExited)
                throw new InvalidOperationException($"{Name} ended with status {Process.ExitCode}: {LastError}");
            if (Stopwatch.GetElapsedTime(_startedAt) > ReadyTimeMax)
                throw new TimeoutException($"{Name} does not answer after {ReadyTimeMax.TotalSeconds} s");
            Thread.Sleep(PollPause);
        }
        return Stopwatch.GetElapsedTime(_startedAt);
    }

    public void Dispose()
    {
        foreach (var interruption in _interruptions)
            interruption.Dispose();
        if (!Process.HasExited)
            Stop();
        Process.Dispose();
        _data.Delete(recursive: true);
    }

    // An interrupted measurement leaves no server behind.
    private void EndWithUs(PosixSignalContext signal) => Process.Kill();

    private void Stop()
    {
        if (OperatingSystem.IsWindows() || Signal(Process.Id, TerminateSignal) != 0 || !Process.WaitForExit(StopTimeMax))
            Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
    }

    private static bool Answers(ControlClient client)
    {
        try
        {
            return client.Call("ListTables", "{}").Status == 200;
        }
        catch (SocketException)
        {
            // Not listening yet.
            return false;
        }
        catch (InvalidDataException)
        {
            // Closed before the answer: listening, but not ready.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);
}
