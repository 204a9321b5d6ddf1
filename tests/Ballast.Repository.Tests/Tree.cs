using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Ballast.Repository.Tests;

/// <summary>The checked-out tree.</summary>
internal static class Tree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files that git tracks and that are there, from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Tracked { get; } = [.. Git("ls-files -z").Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(static path => File.Exists(In(path)))];

    public static string In(string path) => Path.Combine(Root, path);

    public static string Text(string path) => File.ReadAllText(In(path));

    public static IEnumerable<string> Projects(string folder) =>
        Tracked.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal));

    public static XDocument Xml(string path) => XDocument.Parse(Text(path));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var at = Path.GetDirectoryName(here);
        while (at is not null && !File.Exists(Path.Combine(at, "Ballast.slnx")))
            at = Path.GetDirectoryName(at);
        return at ?? throw new DirectoryNotFoundException("The tree has no Ballast.slnx above this file.");
    }

    private static string Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException($"git {arguments} ended with {git.ExitCode}.");
    }
}
