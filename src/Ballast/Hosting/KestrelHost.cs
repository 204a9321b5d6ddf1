using System.Net;
using System.Net.Sockets;

using Ballast.Configuration;
using Ballast.Router;
using Ballast.Transport.Connections;
using Ballast.Verification;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ballast.Hosting;

/// <summary>The HTTP server: where it listens, what it bounds, and how it stops.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private const int ConnectionsMax = 10_000;
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly Doors _doors;

    private KestrelHost(WebApplication app, Doors doors) => (_app, _doors) = (app, doors);

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
        var doors = new Doors(new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance));
        builder.Services.AddSingleton<IConnectionListenerFactory>(doors);
        if (tls is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, tls, doors));
        var app = builder.Build();
        var front = new HttpFront(router, new CrossOrigin(options.Origins), replicas, doors);
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
        return new KestrelHost(app, doors);
    }

    /// <summary>Stops accepting, lets requests in flight finish and clients leave, and returns.</summary>
    public async Task StopAsync()
    {
        await _doors.ShutAsync();
        await _app.StopAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, TlsIdentity? tls, Doors doors)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = true;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        // The router answers an oversized body itself, in DynamoDB's words; beyond that the connection is cut.
        kestrel.Limits.MaxRequestBodySize = RequestRouter.RequestBytesMax * 2;
        foreach (var address in Addresses(options))
            kestrel.Listen(address, listen =>
            {
                listen.Use(doors.Count);
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
