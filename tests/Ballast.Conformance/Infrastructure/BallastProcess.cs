using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ballast.Conformance.Infrastructure;

/// <summary>The program under test, started on a free port with a directory of its own, and stopped the way an operator stops it.</summary>
public sealed partial class BallastProcess : IAsyncDisposable
{
    private const int OutputLinesMax = 200;
    private const int SignalTerminate = 15;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StoppedWithin = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _endpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("ballast-conformance-");

    private BallastProcess()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { BuiltPath("BallastProgram"), "--port", "0", "--data", _data.FullName },
            WorkingDirectory = _data.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) =>
            _endpoint.TrySetException(new InvalidOperationException($"The server ended early with {_process.ExitCode}:\n{Output()}"));
    }

    /// <summary>Starts the program and returns when it has said where it listens.</summary>
    public static async Task<(BallastProcess Process, Uri Endpoint)> StartAsync()
    {
        var server = new BallastProcess();
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            return (server, await server._endpoint.Task.WaitAsync(ReadyWithin));
        }
        catch (TimeoutException)
        {
            server.Abandon();
            throw new TimeoutException($"The server did not name its endpoint within {ReadyWithin}:\n{server.Output()}");
        }
        catch (InvalidOperationException)
        {
            server.Abandon();
            throw;
        }
    }

    /// <summary>Sends SIGTERM (where there is such a thing) and insists on a clean end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var process = _process;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = Signal(process.Id, SignalTerminate);
        try
        {
            await process.WaitForExitAsync().WaitAsync(StoppedWithin);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The server did not stop within {StoppedWithin} of SIGTERM:\n{Output()}");
        }
        finally
        {
            _data.Delete(recursive: true);
        }
        if (!OperatingSystem.IsWindows() && process.ExitCode != 0)
            throw new InvalidOperationException($"The server ended with {process.ExitCode} after SIGTERM:\n{Output()}");
    }

    public static string BuiltPath(string name) =>
        typeof(BallastProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(path => path.Key == name).Value!;

    private void Abandon()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _data.Delete(recursive: true);
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

    private string Output()
    {
        lock (_output)
            return string.Join('\n', _output);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex EndpointPattern();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
