namespace Ballast.Host.Tests;

/// <summary>The program as it was when a format or a message last changed before this commit, built from the repository's history.</summary>
internal static class EarlierBuild
{
    private const string FirstOfItsKind = "src/Ballast.Transport/Connections/NodeTransport.cs";
    private static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(6);
    private static readonly string[] Formats = ["docs/formats", "src/Ballast.Transport/Messages"];

    /// <summary>Builds it, once for each commit; null where there is none, and why.</summary>
    public static (string? Program, string? WhyNot) TryMake()
    {
        if (!Tool.IsInstalled("git") || !Tool.IsInstalled("tar"))
            return (null, "The earlier build comes from git's history, and git or tar is not installed.");
        var root = RootOf(Path.GetDirectoryName(ServerProcess.ProgramPath)!);
        if (root is null)
            return (null, "This is no checkout of the repository.");
        var head = Git(root, "rev-parse", "HEAD").Trim();
        var changes = Git(root, ["log", "--first-parent", "--format=%H", "--", .. Formats]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var commit = changes.FirstOrDefault(change => change != head && Tool.Run("git", "-C", root, "cat-file", "-e", $"{change}:{FirstOfItsKind}").Code == 0);
        return commit is null ? (null, "The history has no earlier build whose nodes may be processes.") : (Build(root, commit), null);
    }

    private static string Build(string root, string commit)
    {
        var whole = Path.Combine(root, "artifacts", "earlier", commit);
        var program = Path.Combine(whole, "artifacts", "bin", "Ballast", "release", "ballast.dll");
        if (Directory.Exists(whole))
            return program;
        // Under another name until it is whole.
        var place = Directory.CreateDirectory(whole + ".new").FullName;
        var archive = Path.Combine(place, "source.tar");
        Git(root, "archive", "--format=tar", $"--output={archive}", commit);
        Tool.Must("tar", "-xf", archive, "-C", place);
        Tool.Must(BuildMax, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "build", Path.Combine(place, "src", "Ballast"), "-c", "Release");
        Directory.Move(place, whole);
        return program;
    }

    private static string Git(string root, params string[] arguments) => Tool.Must("git", ["-C", root, .. arguments]);

    private static string? RootOf(string? folder)
    {
        while (folder is not null && !Path.Exists(Path.Combine(folder, ".git")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
