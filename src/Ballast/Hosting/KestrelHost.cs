using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Ballast.Configuration;
using Ballast.Router;

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

    public static async Task<KestrelHost> StartAsync(ServerOptions options, RequestRouter router, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = DrainMax);
        builder.WebHost.UseKestrelCore();
        if (options.UsesTls)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        var app = builder.Build();
        app.Run(new HttpFront(router).HandleAsync);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new ConfigurationException($"Port {options.Port} on {options.Host} is in use. Stop what listens there, or choose another with --{Settings.Port}.");
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

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = true;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        // The router answers an oversized body itself, in DynamoDB's words; beyond that the connection is cut.
        kestrel.Limits.MaxRequestBodySize = RequestRouter.RequestBytesMax * 2;
        var certificate = options.UsesTls ? LoadCertificate(options) : null;
        foreach (var address in Addresses(options))
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
    }

    // A free port must be the same one on every address, so it is taken on the first only.
    private static IEnumerable<IPEndPoint> Addresses(ServerOptions options)
    {
        var addresses = ListenAddresses.Of(options.Host);
        return (options.Port == 0 ? addresses.Take(1) : addresses).Select(address => new IPEndPoint(address, options.Port));
    }

    private static X509Certificate2 LoadCertificate(ServerOptions options)
    {
        foreach (var file in new[] { options.TlsCertificate, options.TlsKey })
            if (file is not null && !File.Exists(file))
                throw new ConfigurationException($"Cannot load the TLS certificate: there is no file {Path.GetFullPath(file)}.");
        try
        {
            // A PEM file may hold certificate and key together.
            return options.TlsKey is not null || File.ReadAllText(options.TlsCertificate!).Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPemFile(options.TlsCertificate!, options.TlsKey)
                : X509CertificateLoader.LoadPkcs12FromFile(options.TlsCertificate!, password: null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Cannot load the TLS certificate {options.TlsCertificate}: {e.Message}");
        }
    }
}
