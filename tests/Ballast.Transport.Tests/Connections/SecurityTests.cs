using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using Ballast.Foundation.Identity;
using Ballast.Host.Tests;
using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Connections;

/// <summary>With certificates, only who shows one of the cluster's authorities is heard, and spoken to.</summary>
public sealed class SecurityTests : IDisposable
{
    private readonly X509Certificate2 _authority = Certificates.Authority("CN=authority", null);
    private readonly X509Certificate2 _stranger = Certificates.Authority("CN=authority", null);

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_talk()
    {
        await using var nodes = new TestNodes(2);
        var (one, _) = await nodes.StartAsync(1, Good());
        var (two, ear) = await nodes.StartAsync(2, Good());
        await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)) && two.IsConnected(new NodeId(1)), "both are connected");
        Assert.True(one.Send(Said.Log(1, 2, 1, 3 << 20)));
        Assert.True(one.Send(Said.Call(1, 2, 2)));
        await Waiting.UntilAsync(() => ear.Heard<Ballast.Node.Links.NodeMessage>().Count == 2, "both have come");
    }

    [Fact]
    public async Task A_node_of_another_authority_is_told_of_and_not_connected()
    {
        await using var nodes = new TestNodes(2);
        var (one, _) = await nodes.StartAsync(1, Good());
        var (two, _) = await nodes.StartAsync(2, Of("another authority"));
        await Waiting.UntilAsync(() => nodes.Log.Has("No connection to node 1") && nodes.Log.Has("No connection to node 2"), "both are told");
        Assert.False(one.Send(Said.Call(1, 2, 1)));
        Assert.False(two.Send(Said.Call(2, 1, 1)));
    }

    [Theory]
    [InlineData("good", true)]
    [InlineData("with its intermediate", true)]
    [InlineData("without its intermediate", false)]
    [InlineData("another authority", false)]
    [InlineData("self-signed", false)]
    [InlineData("expired", false)]
    [InlineData("none", false)]
    [InlineData("no TLS", false)]
    public async Task Who_connects_must_show_a_certificate(string which, bool isHeard)
    {
        await using var nodes = new TestNodes(2);
        await nodes.StartAsync(1, Good());
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", nodes.AddressOf(1).Port);
        var hello = new Greeting(nodes.OptionsOf(2), 7).To(new NodeId(1), (uint)Lane.Introduction);
        var answer = await AttemptAsync(async () =>
        {
            using var connection = new RawConnection(which == "no TLS" ? client.GetStream() : await AsClientAsync(client, which == "none" ? null : Of(which)));
            return await connection.GreetAsync(hello);
        });
        Assert.Equal(isHeard, answer is { Refusal: "" });
    }

    [Theory]
    [InlineData("good", true)]
    [InlineData("with its intermediate", true)]
    [InlineData("without its intermediate", false)]
    [InlineData("another authority", false)]
    [InlineData("self-signed", false)]
    [InlineData("expired", false)]
    [InlineData("no TLS", false)]
    public async Task Who_is_connected_to_must_show_a_certificate(string which, bool isSpokenTo)
    {
        await using var nodes = new TestNodes(2);
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        await nodes.StartAsync(1, Good());
        using var accepted = await two.AcceptAsync();
        var hello = await AttemptAsync(async () =>
        {
            using var connection = new RawConnection(which == "no TLS" ? accepted.Stream : await AsServerAsync(accepted.Stream, Of(which)));
            return await connection.HearGreetingAsync();
        });
        Assert.Equal(isSpokenTo, hello is not null);
    }

    private TransportSecurity Good() => Of("good");

    private TransportSecurity Of(string which)
    {
        X509Certificate2Collection authorities = [_authority];
        switch (which)
        {
            case "good":
                return new TransportSecurity(Certificates.ForLocalhost(_authority), [], authorities);
            case "with its intermediate" or "without its intermediate":
                var intermediate = Certificates.Authority("CN=intermediate", _authority);
                return new TransportSecurity(Certificates.ForLocalhost(intermediate), which.StartsWith("without", StringComparison.Ordinal) ? [] : [intermediate], authorities);
            case "another authority":
                return new TransportSecurity(Certificates.ForLocalhost(_stranger), [], [_stranger]);
            case "expired":
                return new TransportSecurity(Certificates.ForLocalhost(_authority, DateTimeOffset.UtcNow.AddHours(-1)), [], authorities);
            default:
                return new TransportSecurity(Certificates.ForLocalhost(null), [], authorities);
        }
    }

    private static async Task<Stream> AsClientAsync(TcpClient client, TransportSecurity? shown)
    {
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "",
            ClientCertificateContext = shown is null ? null : SslStreamCertificateContext.Create(shown.Certificate, shown.Chain, offline: true),
            RemoteCertificateValidationCallback = Whatever,
        });
        return stream;
    }

    private static async Task<Stream> AsServerAsync(Stream inner, TransportSecurity shown)
    {
        var stream = new SslStream(inner);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(shown.Certificate, shown.Chain, offline: true),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = Whatever,
        });
        return stream;
    }

    // It is what the other side makes of this one that is looked at.
    private static bool Whatever(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) => errors >= SslPolicyErrors.None;

    private static async Task<T?> AttemptAsync<T>(Func<Task<T?>> attempt)
    {
        try
        {
            return await Waiting.InTimeAsync(attempt());
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            return default;
        }
    }
}
