using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Ballast.Processes;

/// <summary>The built program as a process of its own, started as a user starts it, and ended in any way that a process can end.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>Exit codes that tests name.</summary>
    public const int WrongSetting = 64, UnreadableData = 65, InUse = 69;

    private const int LinesKept = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly Queue<string> _output = new();
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, TaskCompletionSource> _awaited = [];
    private readonly Action<string>? _listener;
    private bool _disposed;

    private ServerProcess(
        string? workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string>? wrapper = null, Action<string>? listener = null,
        string? program = null)
    {
        _listener = listener;
        _process = new Process { StartInfo = StartOf(program ?? ProgramPath, workingDirectory, arguments, environment, wrapper ?? []), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string ProgramPath { get; } =
        typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static path => path.Key == "BallastProgram").Value!;

    public string Output => TextOf(_output);
    public string Errors => TextOf(_errors);
    public bool HasExited => _process.HasExited;
    public int ProcessId => _process.Id;

    /// <summary>Where it listens, the first address first.</summary>
    public Uri Endpoint => new(EndpointPattern().Match(Output).Value);

    /// <summary>What it holds in memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it on a free port with a data directory, and waits until it has said that it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataDirectory) => StartAsync(null, ["--port", "0", "--data", dataDirectory]);

    /// <summary>Starts it and waits until it has said that it is ready.</summary>
    /// <param name="program">Another build; this one where nothing is said.</param>
    public static async Task<ServerProcess> StartAsync(
        string? workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var server = new ServerProcess(workingDirectory, arguments, environment, program: program);
        if (await server.IsReadyAsync())
            return server;
        var text = $"It ended with {server._process.ExitCode}:\n{server.Output}\n{server.Errors}";
        server._process.Dispose();
        throw new InvalidOperationException(text);
    }

    /// <summary>Starts it and does not wait for anything.</summary>
    /// <param name="wrapper">A command that becomes the program, as <c>nsenter</c> does: the process stays the same.</param>
    /// <param name="listener">Hears every line of both streams; called from their readers.</param>
    public static ServerProcess Launch(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> wrapper, Action<string> listener) =>
        new(null, arguments, environment, wrapper, listener);

    /// <summary>Ends when it has said that it is ready, with true, or when it has ended, with false.</summary>
    public async Task<bool> BecomesReadyAsync(CancellationToken stop)
    {
        var ended = _process.WaitForExitAsync(stop);
        return await Task.WhenAny(_ready.Task, ended).WaitAsync(stop) != ended;
    }

    /// <summary>Runs it to its end, which must come by itself.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var server = new ServerProcess(workingDirectory, arguments, environment);
        return await server.IsReadyAsync()
            ? throw new InvalidOperationException($"It serves:\n{server.Output}")
            : (server._process.ExitCode, server.Output, server.Errors);
    }

    public void Signal(Signal signal)
    {
        if (!signal.TrySend(_process.Id))
            throw new InvalidOperationException($"Signal {signal.Number} did not reach the server.");
    }

    /// <summary>Waits for a line on either stream that contains <paramref name="text"/>.</summary>
    public Task HearsAsync(string text)
    {
        lock (_lock)
        {
            if (_output.Concat(_errors).Any(line => line.Contains(text, StringComparison.Ordinal)))
                return Task.CompletedTask;
            if (!_awaited.TryGetValue(text, out var heard))
                _awaited[text] = heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return heard.Task.WaitAsync(Patience);
        }
    }

    public async Task<int> EndsAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public Task<int> StopAsync()
    {
        Signal(Processes.Signal.Terminate);
        return EndsAsync();
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed but what the kernel already has.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGSTOP, and waits until no thread of it runs: it can answer nobody any more.</summary>
    public async Task FreezeAsync()
    {
        if (_process.HasExited || !Processes.Signal.Stop.TrySend(_process.Id))
            return;
        using var deadline = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!_process.HasExited && !AllThreadsStopped())
            await pace.WaitForNextTickAsync(deadline.Token);
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        if (!_process.HasExited)
            _ = Processes.Signal.Continue.TrySend(_process.Id);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await KillAsync();
        _process.Dispose();
    }

    // The tests' own settings must not reach it.
    private static ProcessStartInfo StartOf(string program, string? workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string> wrapper)
    {
        string[] command = [.. wrapper, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("BALLAST_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        // No core dumps of a server that is meant to die.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return start;
    }

    private Task<bool> IsReadyAsync() => BecomesReadyAsync(CancellationToken.None).WaitAsync(Patience);

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

    private void Hear(string? line, Queue<string> lines)
    {
        if (line is null)
            return;
        _listener?.Invoke(line);
        lock (_lock)
        {
            lines.Enqueue(line);
            if (_errors.Count > LinesKept)
                _errors.Dequeue();
            foreach (var (text, heard) in _awaited)
                if (line.Contains(text, StringComparison.Ordinal))
                    heard.TrySetResult();
            // The block's last line says which access keys to use.
            if (lines == _output && (line.Contains("any access key will do", StringComparison.Ordinal)
                || line.Contains("one of the configured access keys", StringComparison.Ordinal)))
                _ready.TrySetResult();
        }
    }

    private string TextOf(Queue<string> lines)
    {
        lock (_lock)
            return string.Join('\n', lines);
    }

    [GeneratedRegex(@"https?://[\w\[\].:]+:\d+")]
    private static partial Regex EndpointPattern();
}
