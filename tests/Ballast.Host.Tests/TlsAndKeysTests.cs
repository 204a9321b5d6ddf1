using System.Net;
using System.Security.Cryptography;
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
            using var post = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            post.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.ListTables");
            post.Headers.TryAddWithoutValidation("X-Amz-Date", "20300101T000000Z");
            post.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
            post.Content = new ByteArrayContent("{}"u8.ToArray());
            using var answer = await http.SendAsync(post);
            Assert.Equal("""{"TableNames":[]}""", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_certificate_file_that_holds_none_is_answered_with_one_line()
    {
        var (code, _, errors) = await _place.RunAsync("--port", "0", "--tls-certificate", _place.Write("not-a.pem", "nothing"), "--tls-key", _place.Write("not-a.key", "nothing"));
        Assert.Equal(ServerProcess.UsageError, code);
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
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        if (pem)
            return (["--tls-certificate", _place.Write("server.pem", certificate.ExportCertificatePem()), "--tls-key", _place.Write("server.key", key.ExportPkcs8PrivateKeyPem())],
                certificate.Thumbprint);
        File.WriteAllBytes(_place.In("server.pfx"), certificate.Export(X509ContentType.Pkcs12));
        return (["--tls-certificate", _place.In("server.pfx")], certificate.Thumbprint);
    }
}
