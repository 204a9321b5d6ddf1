using System.Diagnostics;
using System.Reflection;

namespace Ballast.Conformance.ClientSmoke;

/// <summary>Other languages' clients, each with a script of its own under <c>tests/clients</c>.</summary>
public sealed class ClientSmokeTests(ConformanceServer server)
{
    private static readonly TimeSpan ScriptWithin = TimeSpan.FromMinutes(3);
    private static readonly string Clients = typeof(ClientSmokeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static path => path.Key == "ClientsFolder").Value!;

    [Theory]
    [InlineData("smoke", "@aws-sdk/client-dynamodb")]
    [InlineData("document", "@aws-sdk/lib-dynamodb")]
    [InlineData("toolbox", "dynamodb-toolbox")]
    [InlineData("dynamoose", "dynamoose")]
    public Task A_javascript_client_finds_its_way(string script, string package) => JavaScriptSucceedsAsync(script, package);

    // dynamodb-admin browses and edits a table; a web page of another origin reads answers and errors.
    [Theory]
    [InlineData("admin", "dynamodb-admin")]
    [InlineData("browser", "playwright-core")]
    public async Task A_browser_finds_its_way(string script, string package)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/chromium"), "Chromium is not installed at /usr/bin/chromium: apt install chromium.");
        await JavaScriptSucceedsAsync(script, package);
    }

    [Fact]
    public async Task Boto3_finds_its_way()
    {
        var python = OperatingSystem.IsLinux() ? "/usr/bin/python3" : "python3";
        Assert.SkipUnless(await RunsAsync(python, "-c", "import boto3"), "boto3 is not installed: apt install python3-boto3.");
        await SucceedsAsync(python, Path.Combine(Clients, "python", "smoke.py"));
    }

    [Fact]
    public async Task The_command_line_finds_its_way()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/aws"), "The AWS CLI is not installed at /usr/bin/aws: apt install awscli.");
        await SucceedsAsync("bash", Path.Combine(Clients, "cli", "smoke.sh"));
    }

    private async Task JavaScriptSucceedsAsync(string script, string package)
    {
        var folder = Path.Combine(Clients, "javascript");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", package)), $"{package} is not installed: run npm ci in tests/clients/javascript.");
        await SucceedsAsync("node", Path.Combine(folder, script + ".mjs"));
    }

    private async Task SucceedsAsync(string program, string script)
    {
        Assert.SkipWhen(ConformanceServer.IsService, "The scripts bring their own credentials, which the service does not know.");
        var (exitCode, output) = await RunAsync(program, script, server.Endpoint.ToString().TrimEnd('/'));
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}:\n{output}");
        Assert.Contains("OK all", output);
    }

    private static async Task<bool> RunsAsync(string program, params string[] arguments)
    {
        try
        {
            return (await RunAsync(program, arguments)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // The program itself is missing.
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(ScriptWithin);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output + await errors);
    }
}
