using Microsoft.Extensions.Hosting;

namespace Ballast.Transport.Connections;

/// <summary>A web server that leaves the process's signals alone: whoever started it stops it.</summary>
public sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
