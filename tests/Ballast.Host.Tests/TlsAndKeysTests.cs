using System.Net;
using System.Security.Cryptography.X509Certificates;

using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Ballast.Host.Tests;

/// <summary>Who may come, and over what.</summary>
public sealed class TlsAndKeysTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_certificate_it_serves_both_versions_of_HTTP_over_TLS(bool pem)
    {
        var (certificate, thumbprint) = MakeCertificate(pem);
        await using var server = await _place.ServeAsync(["--port", "0", .. certificate]);
        Assert.Equal("https", server.Endpoint.Scheme);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen?.Thumbprint == thumbprint };
        using var http = new HttpClient(handler);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Endpoint, "/health")) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await http.SendAsync(request);
            Assert.Equal(version, response.Version);
            Assert.Equal("healthy\n", await response.Content.ReadAsStringAsync());
            using var person = new HttpRequestMessage(HttpMethod.Get, server.Endpoint) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var page = await http.SendAsync(person);
            Assert.Contains($"--endpoint-url https://{server.Endpoint.Authority} ", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var post = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            post.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.ListTables");
            post.Headers.TryAddWithoutValidation("X-Amz-Date", "20300101T000000Z");
            post.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
            post.Content = new ByteArrayContent("{}"u8.ToArray());
            post.Content.Headers.ContentType = new("application/x-amz-json-1.0");
            using var answer = await http.SendAsync(post);
            Assert.Equal("""{"TableNames":[]}""", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_certificates_between_the_server_and_its_authority_are_sent_along(bool pem)
    {
        using var authority = Certificates.Authority("CN=authority", issuer: null);
        using var between = Certificates.Authority("CN=between", authority);
        using var leaf = Certificates.ForLocalhost(between);
        using var withoutKey = X509CertificateLoader.LoadCertificate(between.RawData);
        string[] arguments = pem
            ? ["--tls-certificate", _place.Write("chain.pem", leaf.ExportCertificatePem() + "\n" + between.ExportCertificatePem()), "--tls-key", _place.Write("leaf.key", Certificates.KeyPem(leaf))]
            : ["--tls-certificate", _place.Write("chain.pfx", new X509Certificate2Collection { withoutKey, leaf }.Export(X509ContentType.Pkcs12)!)];
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory", .. arguments]);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true, CustomTrustStore = { authority },
        };
        using var http = new HttpClient(handler);
        Assert.Equal("healthy\n", await http.GetStringAsync(new Uri(server.Endpoint, "/health")));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_PKCS12_file_with_a_password_is_answered_with_what_to_do()
    {
        using var leaf = Certificates.ForLocalhost(issuer: null);
        var (code, _, errors) = await _place.RunAsync("--port", "0", "--tls-certificate", _place.Write("locked.pfx", leaf.Export(X509ContentType.Pkcs12, "a password")));
        Assert.Equal(ServerProcess.WrongSetting, code);
        Assert.Contains("A PKCS#12 file must hold a private key and have no password.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
        Assert.Empty(Directory.GetDirectories(_place.Path));
    }

    [Fact]
    public async Task A_certificate_file_that_holds_none_is_answered_with_one_line()
    {
        var (code, _, errors) = await _place.RunAsync("--port", "0", "--tls-certificate", _place.Write("not-a.pem", "nothing"), "--tls-key", _place.Write("not-a.key", "nothing"));
        Assert.Equal(ServerProcess.WrongSetting, code);
        Assert.Contains("Cannot load the TLS certificate", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_configured_keys_the_SDKs_signature_is_accepted_and_others_are_not(bool fromFile)
    {
        const string Id = "AKIDHOST", Secret = "a-secret/of+the+operator";
        var environment = fromFile
            ? new Dictionary<string, string> { ["BALLAST_CONFIG"] = _place.Write("keys.json", $$"""{ "access-keys": { "{{Id}}": "{{Secret}}" } }""") }
            : new Dictionary<string, string> { ["BALLAST_ACCESS_KEY_ID"] = Id, ["BALLAST_SECRET_ACCESS_KEY"] = Secret };
        await using var server = await _place.ServeAsync(["--port", "0", "--in-memory", "--log-level", "trace"], environment);
        using (var known = ClientOf(server, new BasicAWSCredentials(Id, Secret)))
            Assert.Empty((await known.ListTablesAsync()).TableNames ?? []);
        using (var session = ClientOf(server, new SessionAWSCredentials(Id, Secret, "some-token")))
            Assert.Empty((await session.ListTablesAsync()).TableNames ?? []);
        using (var stranger = ClientOf(server, new BasicAWSCredentials("AKIDSTRANGER", Secret)))
            Assert.Equal("UnrecognizedClientException", (await Assert.ThrowsAsync<AmazonDynamoDBException>(() => stranger.ListTablesAsync())).ErrorCode);
        using (var forger = ClientOf(server, new BasicAWSCredentials(Id, "a guess")))
            Assert.Equal("InvalidSignatureException", (await Assert.ThrowsAsync<AmazonDynamoDBException>(() => forger.ListTablesAsync())).ErrorCode);
        Assert.Equal(0, await server.StopAsync());
        Assert.DoesNotContain(Secret, server.Output + server.Errors, StringComparison.Ordinal);
    }

    private static AmazonDynamoDBClient ClientOf(ServerProcess server, AWSCredentials credentials) =>
        new(credentials, new AmazonDynamoDBConfig { ServiceURL = server.Endpoint.ToString(), MaxErrorRetry = 0 });

    private (string[] Arguments, string Thumbprint) MakeCertificate(bool pem)
    {
        using var certificate = Certificates.ForLocalhost(issuer: null);
        if (pem)
            return (["--tls-certificate", _place.Write("server.pem", certificate.ExportCertificatePem()), "--tls-key", _place.Write("server.key", Certificates.KeyPem(certificate))],
                certificate.Thumbprint);
        return (["--tls-certificate", _place.Write("server.pfx", certificate.Export(X509ContentType.Pkcs12))], certificate.Thumbprint);
    }
}
