using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ballast.Host.Tests;

/// <summary>The built program as a process of its own, with a working directory that goes away with it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const int Terminate = 15, Interrupt = 2, Kill = 9;
    public const int WrongSetting = 64, UnreadableData = 65, InUse = 69;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, TaskCompletionSource> _awaited = [];

    private ServerProcess(string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(ProgramPath);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("BALLAST_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
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

    /// <summary>Where it listens, the first address first.</summary>
    public Uri Endpoint => new(EndpointPattern().Match(Output).Value);

    /// <summary>Starts it and waits until it has said that it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = new ServerProcess(workingDirectory, arguments, environment);
        var ended = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._ready.Task, ended).WaitAsync(Patience) != ended)
            return server;
        var text = $"It ended with {server._process.ExitCode}:\n{server.Output}\n{server.Errors}";
        server._process.Dispose();
        throw new InvalidOperationException(text);
    }

    /// <summary>Runs it to its end, which must come by itself.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var server = new ServerProcess(workingDirectory, arguments, environment);
        var ended = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._ready.Task, ended).WaitAsync(Patience) != ended)
            throw new InvalidOperationException($"It serves:\n{server.Output}");
        return (server._process.ExitCode, server.Output, server.Errors);
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Waits for a line on either stream that contains <paramref name="text"/>.</summary>
    public Task HearsAsync(string text)
    {
        lock (_output)
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

    public async Task<int> StopAsync()
    {
        Signal(Terminate);
        return await EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Hear(string? line, List<string> lines)
    {
        if (line is null)
            return;
        lock (_output)
        {
            lines.Add(line);
            foreach (var (text, heard) in _awaited)
                if (line.Contains(text, StringComparison.Ordinal))
                    heard.TrySetResult();
            // The block's last line says which access keys to use.
            if (lines == _output && (line.Contains("any access key will do", StringComparison.Ordinal)
                || line.Contains("one of the configured access keys", StringComparison.Ordinal)))
                _ready.TrySetResult();
        }
    }

    private string TextOf(List<string> lines)
    {
        lock (_output)
            return string.Join('\n', lines);
    }

    [GeneratedRegex(@"https?://[\w\[\].:]+:\d+")]
    private static partial Regex EndpointPattern();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
