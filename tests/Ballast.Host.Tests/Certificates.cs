using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ballast.Host.Tests;

/// <summary>Certificates with their keys, made for one test.</summary>
internal static class Certificates
{
    public static X509Certificate2 Authority(string name, X509Certificate2? issuer) =>
        Make(name, issuer, static request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));

    /// <param name="issuer">Null for one that vouches for itself.</param>
    /// <param name="until">When it ends; with its issuer where nothing is said.</param>
    public static X509Certificate2 ForLocalhost(X509Certificate2? issuer, DateTimeOffset? until = null) => Make("CN=localhost", issuer, static request =>
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
    }, until);

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, Action<CertificateRequest> extend, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        extend(request);
        if (issuer is null)
            return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var issued = request.Create(issuer, issuer.NotBefore, until ?? issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
