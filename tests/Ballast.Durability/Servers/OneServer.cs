using Ballast.Foundation;
using Ballast.Processes;

namespace Ballast.Durability.Servers;

/// <summary>One process, with all copies in it.</summary>
internal sealed class OneServer(string data, Func<ServerProcess, Task> end) : ISubject
{
    private ServerProcess? _server;

    public IReadOnlyList<Uri> Endpoints => [Server.Endpoint];
    public IReadOnlyList<Uri> ReadingEndpoints => Endpoints;
    public int LoadMillisecondsMax => 700;
    public int GoesOnMillisecondsMax => 0;
    public string Summary => "";
    public string Said => _server is null ? "" : _server.Output + "\n" + _server.Errors;
    public IEnumerable<ServerProcess> Chosen => [Server];

    private ServerProcess Server => _server ?? throw new InvalidOperationException("The server does not run.");

    public async Task StartAsync() => _server = await ServerProcess.StartAsync(data);

    public void Choose(Chance chance)
    {
    }

    public Task EndAsync() => end(Server);

    public async Task RestartAsync()
    {
        await DisposeAsync();
        await StartAsync();
    }

    // It is ready when it serves, and looks at its copies itself.
    public Task<string?> ServesAsync() => Task.FromResult<string?>(null);

    public Task<string?> HealsAsync() => Task.FromResult<string?>(null);

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
            await server.DisposeAsync();
        _server = null;
    }
}
