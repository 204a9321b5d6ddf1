using System.Net;
using System.Net.Sockets;

using Ballast.Configuration;
using Ballast.Router;
using Ballast.Transport.Connections;
using Ballast.Verification;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ballast.Hosting;

/// <summary>The HTTP server: where it listens, what it bounds, and how it stops.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private const int ConnectionsMax = 10_000;
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;

    private KestrelHost(WebApplication app) => _app = app;

    /// <summary>Where it listens, as URLs; the first is the one to show.</summary>
    public IReadOnlyList<string> Endpoints => [.. _app.Urls];

    public static async Task<KestrelHost> StartAsync(ServerOptions options, TlsIdentity? tls, RequestRouter router, ReplicaPage replicas, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = DrainMax);
        // A signal while it starts must not break the start off: it is stopped in its turn.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore();
        if (tls is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, tls));
        var app = builder.Build();
        var front = new HttpFront(router, new CrossOrigin(options.Origins), replicas);
        app.Run(front.HandleAsync);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new StartException(ExitCode.InUse, $"Port {options.Port} on {options.Host} is in use. Stop what listens there, or choose another with --{Settings.Port}.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            await app.DisposeAsync();
            throw new ConfigurationException($"Cannot listen on {options.Host} port {options.Port}: {e.Message}");
        }
        return new KestrelHost(app);
    }

    /// <summary>Stops accepting, lets requests in flight finish, and returns.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, TlsIdentity? tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = true;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        // The router answers an oversized body itself, in DynamoDB's words; beyond that the connection is cut.
        kestrel.Limits.MaxRequestBodySize = RequestRouter.RequestBytesMax * 2;
        foreach (var address in Addresses(options))
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (tls is not null)
                    listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (tls.Certificate, tls.Chain));
            });
    }

    // A free port must be the same one on every address, so it is taken on the first only.
    private static IEnumerable<IPEndPoint> Addresses(ServerOptions options)
    {
        var addresses = ListenAddresses.Of(options.Host);
        return (options.Port == 0 ? addresses.Take(1) : addresses).Select(address => new IPEndPoint(address, options.Port));
    }
}
