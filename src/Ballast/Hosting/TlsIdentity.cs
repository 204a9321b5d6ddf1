using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Ballast.Configuration;

namespace Ballast.Hosting;

/// <summary>The certificate that the server shows, with its key, and the certificates between it and its authority.</summary>
internal sealed record TlsIdentity(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>Loads what the options name; null without TLS.</summary>
    public static TlsIdentity? Load(ServerOptions options)
    {
        if (options.TlsCertificate is not { } certificate)
            return null;
        foreach (var file in new[] { certificate, options.TlsKey })
            if (file is not null && !File.Exists(file))
                throw new ConfigurationException($"Cannot load the TLS certificate: there is no file {Path.GetFullPath(file)}.");
        var isPem = IsPem(certificate, options.TlsKey);
        try
        {
            return isPem ? FromPem(certificate, options.TlsKey) : FromPkcs12(certificate);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            var hint = isPem
                ? $"The private key must be the certificate's own and not encrypted; it stands in the same file, or in that of --{Settings.TlsKey}."
                : "A PKCS#12 file must hold a private key and have no password.";
            throw new ConfigurationException($"Cannot load the TLS certificate {certificate}: {e.Message} {hint}");
        }
    }

    // Only PEM has its key in a file of its own.
    private static bool IsPem(string certificate, string? key)
    {
        try
        {
            return key is not null || File.ReadAllText(certificate).Contains("-----BEGIN", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Cannot read the TLS certificate {certificate}: {e.Message}");
        }
    }

    // The server's own certificate comes first in the file, then its issuer's, and so on.
    private static TlsIdentity FromPem(string certificate, string? key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        return new TlsIdentity(WithStoredKey(X509Certificate2.CreateFromPemFile(certificate, key)), chain);
    }

    private static TlsIdentity FromPkcs12(string file)
    {
        var chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password: null);
        return new TlsIdentity(
            chain.FirstOrDefault(static certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("It holds no private key."), chain);
    }

    // Windows cannot serve TLS with a key that is in memory only, as those from PEM are.
    internal static X509Certificate2 WithStoredKey(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
