using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using Microsoft.AspNetCore.Connections;

namespace Ballast.Transport.Connections;

/// <summary>A connection as bytes in both directions, secured where that is asked for.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int ReadBytes = 64 << 10;
    private readonly ConnectionContext _connection;
    private readonly SslStream? _secured;

    private Wire(ConnectionContext connection, SslStream? secured)
    {
        _connection = connection;
        _secured = secured;
        (Input, Output) = secured is null
            ? (connection.Transport.Input, connection.Transport.Output)
            : (PipeReader.Create(secured, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true)), PipeWriter.Create(secured, new StreamPipeWriterOptions(leaveOpen: true)));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Over a connection that this node has made.</summary>
    /// <exception cref="AuthenticationException">The other side does not show what it must.</exception>
    public static async Task<Wire> ToAsync(ConnectionContext connection, TransportSecurity? security, CancellationToken ended)
    {
        if (security is null)
            return new Wire(connection, null);
        var stream = Secured(connection);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            // Who belongs to the cluster is told by its authorities, not by names.
            TargetHost = "",
            ClientCertificateContext = SslStreamCertificateContext.Create(security.Certificate, security.Chain, offline: true),
            CertificateChainPolicy = PolicyOf(security),
            RemoteCertificateValidationCallback = (_, shown, chain, _) => IsOfCluster(shown, chain, security),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }, ended);
        return new Wire(connection, stream);
    }

    /// <summary>Over a connection that came.</summary>
    /// <exception cref="AuthenticationException">The other side does not show what it must.</exception>
    public static async Task<Wire> FromAsync(ConnectionContext connection, TransportSecurity? security, CancellationToken ended)
    {
        if (security is null)
            return new Wire(connection, null);
        var stream = Secured(connection);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(security.Certificate, security.Chain, offline: true),
            ClientCertificateRequired = true,
            CertificateChainPolicy = PolicyOf(security),
            RemoteCertificateValidationCallback = (_, shown, chain, _) => IsOfCluster(shown, chain, security),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }, ended);
        return new Wire(connection, stream);
    }

    /// <summary>Ends reads and writes that are under way. Anyone may call it.</summary>
    public void Abort() => _connection.Abort();

    public async ValueTask DisposeAsync()
    {
        _connection.Abort();
        if (_secured is not null)
            await _secured.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static SslStream Secured(ConnectionContext connection) => new(new DuplexStream(connection.Transport), leaveInnerStreamOpen: true);

    private static bool IsOfCluster(X509Certificate? shown, X509Chain? chain, TransportSecurity security)
    {
        if (shown is not X509Certificate2 certificate)
            return false;
        using var judged = new X509Chain { ChainPolicy = PolicyOf(security) };
        if (chain is not null)
            foreach (var element in chain.ChainElements)
                judged.ChainPolicy.ExtraStore.Add(element.Certificate);
        return judged.Build(certificate);
    }

    // Nothing is fetched for it: a stranger could name any address.
    private static X509ChainPolicy PolicyOf(TransportSecurity security)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(security.Authorities);
        return policy;
    }
}
