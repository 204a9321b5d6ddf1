using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Ballast.Host.Tests;

/// <summary>What the operator may choose, from where, and how a wrong choice is answered: one clear line and a usage error.</summary>
public sealed class OptionsTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_command_line_weighs_more_than_the_environment_and_that_more_than_the_file()
    {
        var file = _place.Write("settings.json", """{ "data": "from-file", "port": 0, /* a comment */ "log-level": "error", }""");
        var environment = new Dictionary<string, string> { ["BALLAST_CONFIG"] = file };
        await AssertDataAsync([], environment, "from-file");
        environment["BALLAST_DATA"] = "from-environment";
        await AssertDataAsync([], environment, "from-environment");
        await AssertDataAsync(["--data", "from-command-line"], environment, "from-command-line");
        Assert.False(Directory.Exists(_place.In("ballast-data")));
    }

    [Fact]
    public async Task The_data_lies_in_the_callers_directory_unless_it_is_told_otherwise()
    {
        await AssertDataAsync(["--port", "0"], [], "ballast-data");
        Assert.True(Directory.Exists(System.IO.Path.Combine(_place.Path, "ballast-data", "node-1")));
    }

    [Fact]
    public async Task A_configuration_file_that_is_named_on_the_command_line_counts()
    {
        var other = _place.Write("other.json", """{ "data": "from-other" }""");
        var named = _place.Write("named.json", """{ "data": "from-named" }""");
        await AssertDataAsync(["--port", "0", "--config", named], new() { ["BALLAST_CONFIG"] = other }, "from-named");
    }

    [Theory]
    [InlineData("--port 70000", "--port: '70000' is not a number from 0 to 65535.")]
    [InlineData("--port -1", "--port: '-1' is not a number from 0 to 65535.")]
    [InlineData("--port eight", "--port: 'eight' is not a number from 0 to 65535.")]
    [InlineData("--log-level loud", "--log-level: 'loud' is not one of trace, debug, info, warning, error, none.")]
    [InlineData("--cache-size 5KiB", "--cache-size: '5KiB' is not a size of at least 24MiB (as in 256MiB or 2GiB).")]
    [InlineData("--cache-size 99999999999GiB", "--cache-size: '99999999999GiB' is not a size")]
    [InlineData("--cache-size much", "--cache-size: 'much' is not a size")]
    [InlineData("--host example.invalid --insecure-allow-anyone", "--host example.invalid is neither localhost nor an IP address, nor * for every address.")]
    [InlineData("--in-memory --data here", "--in-memory keeps nothing on disk, but --data names the directory here. Leave one of them out.")]
    [InlineData("--allow-origin example.com", "--allow-origin: 'example.com' is not an origin (as in https://app.example.com:8443), local, none or *.")]
    [InlineData("--allow-origin https://example.com/path", "--allow-origin: 'https://example.com/path' is not an origin (as in https://app.example.com:8443), local, none or *.")]
    [InlineData("--region Frankfurt", "--region: 'Frankfurt' is not the name of a Region (as in eu-central-1).")]
    [InlineData("--tls-key key.pem", "--tls-key needs --tls-certificate.")]
    [InlineData("--port 0 --tls-certificate missing.pem", "missing.pem")]
    [InlineData("--config missing.json", "Cannot read the configuration file missing.json")]
    [InlineData("--no-such-option", "--no-such-option")]
    [InlineData("serve", "serve")]
    [InlineData("--port", "--port")]
    public async Task A_wrong_option_is_answered_with_one_line(string arguments, string message) =>
        AssertRefused(await _place.RunAsync(arguments.Split(' ')), message);

    [Theory]
    [InlineData("--host=")]
    [InlineData("--data=")]
    [InlineData("--tls-certificate=")]
    public async Task An_option_without_its_value_is_refused(string argument) =>
        AssertRefused(await _place.RunAsync(argument), $"Required argument missing for option: '{argument[..^1]}'");

    [Fact]
    public async Task An_empty_text_in_the_file_is_refused() =>
        AssertRefused(await _place.RunAsync("--config", _place.Write("settings.json", """{ "data": "" }""")), "settings.json: data is empty.");

    [Theory]
    [InlineData("BALLAST_PORT", "x", "BALLAST_PORT: 'x' is not a number from 0 to 65535.")]
    [InlineData("BALLAST_IN_MEMORY", "perhaps", "BALLAST_IN_MEMORY: 'perhaps' is neither true nor false.")]
    [InlineData("BALLAST_INSECURE_ALLOW_ANYONE", "2", "BALLAST_INSECURE_ALLOW_ANYONE: '2' is neither true nor false.")]
    [InlineData("BALLAST_LOG_LEVEL", "x", "BALLAST_LOG_LEVEL: 'x' is not one of")]
    [InlineData("BALLAST_CACHE_SIZE", "1", "BALLAST_CACHE_SIZE: '1' is not a size")]
    [InlineData("BALLAST_ACCESS_KEY_ID", "id", "BALLAST_ACCESS_KEY_ID and BALLAST_SECRET_ACCESS_KEY belong together; only one is set.")]
    [InlineData("BALLAST_SECRET_ACCESS_KEY", "hush-hush", "BALLAST_ACCESS_KEY_ID and BALLAST_SECRET_ACCESS_KEY belong together; only one is set.")]
    public async Task A_wrong_environment_variable_is_named(string name, string value, string message)
    {
        var ended = await _place.RunAsync([], new() { [name] = value });
        AssertRefused(ended, message);
        Assert.DoesNotContain("hush-hush", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BALLAST_IN_MEMORY", "1", "--data here", "BALLAST_IN_MEMORY keeps nothing on disk, but --data names")]
    [InlineData("BALLAST_CONFIG", "both.json", "", "both.json: in-memory keeps nothing on disk, but both.json: data names")]
    public async Task Data_that_were_meant_to_be_kept_are_not_lost_without_a_word(string name, string value, string arguments, string message)
    {
        _place.Write("both.json", """{ "in-memory": true, "data": "here" }""");
        AssertRefused(await _place.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), new() { [name] = value }), message);
    }

    [Theory]
    [InlineData("--port 0 --in-memory", "data.json")]
    [InlineData("--port 0 --in-memory=true", "no-choice.json")]
    [InlineData("--port 0 --in-memory", "memory.json")]
    public async Task In_memory_on_the_command_line_overrides_a_directory_from_elsewhere(string arguments, string file)
    {
        _place.Write("data.json", """{ "data": "here" }""");
        _place.Write("memory.json", """{ "data": "here", "in-memory": false }""");
        _place.Write("no-choice.json", "{}");
        await using var server = await _place.ServeAsync(arguments.Split(' '), new() { ["BALLAST_CONFIG"] = file, ["BALLAST_DATA"] = "there" });
        Assert.Contains("in memory", server.Output, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(Directory.GetDirectories(_place.Path));
    }

    [Fact]
    public async Task A_directory_on_the_command_line_goes_with_in_memory_switched_off_there() =>
        await AssertDataAsync(["--port", "0", "--data", "here", "--in-memory=false"], new() { ["BALLAST_IN_MEMORY"] = "true" }, "here");

    [Theory]
    [InlineData("""{ "prot": 1 }""", "unknown setting 'prot'. Known are host, port,")]
    [InlineData("""{ "port": "x" }""", "settings.json: port: 'x' is not a number")]
    [InlineData("""{ "port": [1] }""", "port must be a text, a list of texts, a number, true or false.")]
    [InlineData("""[]""", "must hold a JSON object.")]
    [InlineData("""{ "port": """, "is not valid JSON")]
    [InlineData("""{ "access-keys": [] }""", "access-keys must be an object of secrets by access key.")]
    [InlineData("""{ "access-keys": { "id": 5 } }""", "the secret of an access key in access-keys is not a text.")]
    [InlineData("""{ "access-keys": { "id": "" } }""", "the secret of an access key in access-keys is not a text.")]
    public async Task A_wrong_file_is_named_with_what_is_wrong(string text, string message) =>
        AssertRefused(await _place.RunAsync("--config", _place.Write("settings.json", text)), message);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("*")]
    [InlineData("192.0.2.1")]
    public async Task Listening_beyond_loopback_without_keys_is_refused(string host)
    {
        var ended = await _place.RunAsync("--host", host, "--port", "0");
        AssertRefused(ended, $"--host {host} is reachable from other machines, but no access keys are configured.");
        Assert.Contains("--insecure-allow-anyone", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_flag_is_answered_with_a_warning()
    {
        // The flag alone is enough for the warning: the test itself listens on loopback only.
        await using var server = await _place.ServeAsync("--host", "127.0.0.1", "--port", "0", "--insecure-allow-anyone");
        await server.HearsAsync("WARNING   --insecure-allow-anyone: anyone who reaches this address can read and delete everything.");
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_taken_port_is_answered_with_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        AssertRefused(await _place.RunAsync("--host", "127.0.0.1", "--port", $"{port}"), $"Port {port} on 127.0.0.1 is in use.", ServerProcess.InUse);
    }

    [Fact]
    public async Task A_star_stands_for_every_address_and_the_ready_block_names_one_that_can_be_called()
    {
        // With a key, since other machines can reach it while the test runs.
        var keys = new Dictionary<string, string> { ["BALLAST_ACCESS_KEY_ID"] = "id", ["BALLAST_SECRET_ACCESS_KEY"] = "secret" };
        await using var server = await _place.ServeAsync(["--host", "*", "--port", "0", "--in-memory"], keys);
        Assert.Contains($"endpoint  http://127.0.0.1:{server.Endpoint.Port}  (and every other address of this machine)", server.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("healthy\n", await http.GetStringAsync(new Uri(server.Endpoint, "/health")));
        if (HasIPv6Loopback())
            Assert.Equal("healthy\n", await http.GetStringAsync(new Uri($"http://[::1]:{server.Endpoint.Port}/health")));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Help_mentions_every_option_and_exit_code()
    {
        var (code, output, _) = await _place.RunAsync("--help");
        Assert.Equal(0, code);
        foreach (var option in new[] { "host", "port", "data", "in-memory", "log-level", "cache-size", "region", "tls-certificate", "tls-key", "allow-origin", "insecure-allow-anyone", "config" })
            Assert.Contains("--" + option, output, StringComparison.Ordinal);
        foreach (var name in new[] { "BALLAST_ACCESS_KEY_ID", "BALLAST_SECRET_ACCESS_KEY", "BALLAST_CONFIG", "access-keys" })
            Assert.Contains(name, output, StringComparison.Ordinal);
        foreach (var ending in new[] { 0, 64, 65, 69, 74 })
            Assert.Matches($@"(?m)^ +{ending}  \w", output);
    }

    private async Task AssertDataAsync(string[] arguments, Dictionary<string, string> environment, string directory)
    {
        await using var server = await _place.ServeAsync(arguments, environment);
        Assert.Contains(_place.In(directory), server.Output, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
        Assert.True(Directory.Exists(_place.In(directory)));
    }

    private static bool HasIPv6Loopback() =>
        NetworkInterface.GetAllNetworkInterfaces().Any(static network =>
            network.GetIPProperties().UnicastAddresses.Any(static unicast => unicast.Address.Equals(IPAddress.IPv6Loopback)));

    private static void AssertRefused((int Code, string Output, string Errors) ended, string message, int code = ServerProcess.WrongSetting)
    {
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.StartsWith("ballast: ", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', ended.Errors.Trim());
        Assert.Equal(code, ended.Code);
        Assert.DoesNotContain("ready", ended.Output, StringComparison.Ordinal);
    }
}
