using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ballast.Processes;

/// <summary>The server as a process of its own, on loopback.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SignalTerminate = 15, SignalStop = 19, OutputLinesMax = 100;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30), GoneWithin = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private bool _disposed;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _endpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(IEnumerable<string> arguments)
    {
        var program = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static path => path.Key == "BallastProgram").Value!;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        foreach (var argument in (string[])[program, "--port", "0", .. arguments])
            _process.StartInfo.ArgumentList.Add(argument);
        // No core dumps of a server that is meant to die.
        _process.StartInfo.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _endpoint.TrySetException(new InvalidOperationException($"The server ended early:\n{Output()}"));
    }

    public Uri Endpoint { get; private set; } = null!;

    public bool HasExited => _process.HasExited;

    /// <summary>What it holds in memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the server on a directory, and returns when it says that it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataDirectory) => StartAsync(["--data", dataDirectory]);

    /// <summary>Starts the server with options of the command line beside its port, and returns when it says that it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(IReadOnlyList<string> arguments)
    {
        var server = new ServerProcess(arguments);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Endpoint = await server._endpoint.Task.WaitAsync(ReadyWithin);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed but what the kernel already has.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(GoneWithin);
    }

    /// <summary>SIGTERM, and does not wait.</summary>
    public void AskToStop() => _ = Signal(_process.Id, SignalTerminate);

    /// <summary>SIGSTOP, and waits until no thread of it runs: it can answer nobody any more.</summary>
    public async Task FreezeAsync()
    {
        if (_process.HasExited || Signal(_process.Id, SignalStop) != 0)
            return;
        using var deadline = new CancellationTokenSource(GoneWithin);
        while (!_process.HasExited && !AllThreadsStopped())
            await Task.Delay(1, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await KillAsync();
        _process.Dispose();
    }

    public string Output()
    {
        lock (_output)
            return string.Join('\n', _output);
    }

    // The state follows the name in parentheses; T is stopped.
    private bool AllThreadsStopped()
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/task")
                .Select(static thread => File.ReadAllText(Path.Combine(thread, "stat")))
                .All(static stat => stat[stat.LastIndexOf(')') + 2] == 'T');
        }
        catch (IOException)
        {
            // A thread ended while it was looked at: look again.
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > OutputLinesMax)
                _output.Dequeue();
        }
        if (EndpointPattern().Match(line) is { Success: true } match)
            _endpoint.TrySetResult(new Uri(match.Value));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex EndpointPattern();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
