using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ballast.Specs.Tests;

/// <summary>The models in specs/, checked as specs/README.md says.</summary>
public sealed class ModelTests
{
    /// <summary>The exit code of specs/check where the P tool cannot be restored.</summary>
    private const int NoTool = 3;

    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task The_models_hold_and_each_planted_bug_is_found()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("specs/check is a script for bash.");
        using var deadline = new CancellationTokenSource(TimeMax);
        using var check = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "specs", "check")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = check.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = check.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await check.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            check.Kill(entireProcessTree: true);
            Assert.Fail($"specs/check did not end within {TimeMax}.");
        }
        var told = await output + await errors;
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.SkipWhen(check.ExitCode == NoTool, "The P tool cannot be restored: dotnet tool restore, in specs/.");
        Assert.True(check.ExitCode == 0, told);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
