using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ballast.Specs.Tests;

/// <summary>The models in specs/, checked as specs/README.md says.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    /// <summary>The exit code of specs/check where the P tool cannot be restored.</summary>
    private const int NoTool = 3;

    /// <summary>Of a process that hangs. On two cores of its own it takes some two minutes.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task The_models_hold_and_each_planted_bug_is_found()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("specs/check is a script for bash.");
        var (code, told) = await CheckAsync();
        output.WriteLine(told);
        Assert.SkipWhen(code == NoTool, "The P tool cannot be restored: dotnet tool restore, in specs/.");
        Assert.True(code == 0, told);
    }

    private static async Task<(int Code, string Told)> CheckAsync()
    {
        using var deadline = new CancellationTokenSource(TimeMax);
        using var check = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "specs", "check")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var told = check.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = check.StandardError.ReadToEndAsync(deadline.Token);
            await check.WaitForExitAsync(deadline.Token);
            return (check.ExitCode, await told + await errors);
        }
        catch (OperationCanceledException)
        {
            check.Kill(entireProcessTree: true);
            throw new TimeoutException($"specs/check did not end within {TimeMax}.");
        }
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
