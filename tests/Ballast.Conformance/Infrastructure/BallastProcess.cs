using Ballast.Processes;

namespace Ballast.Conformance.Infrastructure;

/// <summary>The program under test, on a free port with a directory of its own, stopped the way an operator stops it.</summary>
public sealed class BallastProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly ServerProcess _server;

    private BallastProcess(DirectoryInfo data, ServerProcess server) => (_data, _server) = (data, server);

    public Uri Endpoint => _server.Endpoint;

    public static async Task<BallastProcess> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("ballast-conformance-");
        try
        {
            return new BallastProcess(data, await ServerProcess.StartAsync(data.FullName));
        }
        catch
        {
            data.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Sends SIGTERM (where there is such a thing) and insists on a clean end.</summary>
    public async ValueTask DisposeAsync()
    {
        await using var server = _server;
        var code = OperatingSystem.IsWindows() ? 0 : await server.StopAsync();
        var output = $"{server.Output}\n{server.Errors}";
        await server.KillAsync();
        _data.Delete(recursive: true);
        if (code != 0)
            throw new InvalidOperationException($"The server ended with {code} after SIGTERM:\n{output}");
    }
}
