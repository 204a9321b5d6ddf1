using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Ballast.Configuration;
using Ballast.Transport.Connections;

namespace Ballast.Hosting;

/// <summary>What a node shows to others, and whom it believes.</summary>
internal static class NodeCertificates
{
    /// <summary>Loads what the options name; null without TLS between nodes.</summary>
    public static TransportSecurity? Load(ClusterOptions cluster)
    {
        if (cluster is not { Certificate: { } certificate, Authority: { } authority })
            return null;
        foreach (var file in new[] { certificate, cluster.Key, authority })
            if (file is not null && !File.Exists(file))
                throw new ConfigurationException($"Cannot load a certificate of nodes: there is no file {Path.GetFullPath(file)}.");
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authority);
            if (authorities.Count == 0)
                throw new CryptographicException($"{authority} holds no certificate.");
            return new TransportSecurity(TlsIdentity.WithStoredKey(X509Certificate2.CreateFromPemFile(certificate, cluster.Key)), chain, authorities);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Cannot load the certificate {certificate} or the authorities {authority} of nodes: {e.Message}");
        }
    }
}
