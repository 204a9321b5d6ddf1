using System.Diagnostics;
using System.Globalization;

namespace Ballast.Processes;

/// <summary>Programs of the system that tests call, such as <c>mount</c>.</summary>
public static class Tool
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);
    private static readonly string Places = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";

    /// <summary>Why something cannot be done here that needs root on Linux and these tools; empty where it can.</summary>
    public static string WhyNot(string what, string packages, params string[] tools)
    {
        if (!OperatingSystem.IsLinux())
            return $"{what} need Linux.";
        if (Environment.UserName != "root")
            return $"{what} need root.";
        var missing = Array.Find(tools, static tool => !IsInstalled(tool));
        return missing is null ? "" : $"{what} need {missing}, which is not installed (packages {packages}).";
    }

    /// <summary>Runs it to its end, which must be a good one; what it said on its output.</summary>
    public static string Must(string tool, params string[] arguments) => Must(PatienceMax, tool, arguments);

    /// <summary>As <see cref="Must(string, string[])"/>, for what may take longer than most do.</summary>
    public static string Must(TimeSpan patience, string tool, params string[] arguments)
    {
        var (code, output, error) = Run(patience, tool, arguments);
        return code == 0 ? output : throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"{tool} {string.Join(' ', arguments)} ended with {code}: {error}{output}"));
    }

    /// <summary>Runs it to its end, whatever that is.</summary>
    public static (int Code, string Output, string Error) Run(string tool, params string[] arguments) => Run(PatienceMax, tool, arguments);

    private static (int Code, string Output, string Error) Run(TimeSpan patience, string tool, string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = Places;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill();
            throw new InvalidOperationException($"{tool} did not end within {patience}.");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public static bool IsInstalled(string tool) => Places.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
