using System.Text.RegularExpressions;

namespace Ballast.Repository.Tests;

/// <summary>Projects: who may know whom, what they are made of, and that none is forgotten.</summary>
public sealed partial class ProjectTests
{
    /// <summary>From the lowest layer to the highest; a project refers only to those before it.</summary>
    private static readonly string[] Layers =
        ["Foundation", "Model", "Storage", "Replication", "Metadata", "Admission", "Archive", "Node", "Transport", "Router", "AutoAdmin", ""];

    private static readonly string[] Folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void References_point_to_lower_layers_only()
    {
        Assert.NotEmpty(Tree.Projects("src"));
        var wrong = new List<string>();
        foreach (var project in Tree.Projects("src"))
            foreach (var reference in References(project))
                if (!IsInSource(project, reference) || LayerOf(reference) < 0 || LayerOf(reference) >= LayerOf(project))
                    wrong.Add($"{project} refers to {reference}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_of_the_source_is_a_known_layer_named_as_its_folder()
    {
        foreach (var project in Tree.Projects("src"))
        {
            Assert.True(LayerOf(project) >= 0, $"{project} is no layer of the architecture.");
            Assert.Equal($"src/{Path.GetFileNameWithoutExtension(project)}/{Path.GetFileName(project)}", project);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_the_solution_has_no_other()
    {
        var listed = Tree.Xml("Ballast.slnx").Descendants("Project").Select(static project => (string)project.Attribute("Path")!).Order(StringComparer.Ordinal);
        var there = Folders.SelectMany(Tree.Projects).Order(StringComparer.Ordinal);
        Assert.Equal(there, listed);
    }

    [Fact]
    public void Every_package_version_is_pinned_exactly()
    {
        var versions = Tree.Xml("Directory.Packages.props").Descendants("PackageVersion").ToList();
        Assert.NotEmpty(versions);
        foreach (var version in versions)
            Assert.Matches(Exact(), (string)version.Attribute("Version")!);
        var own = Folders.SelectMany(Tree.Projects)
            .Where(static project => Tree.Xml(project).Descendants("PackageReference").Any(static package => (package.Attribute("Version") ?? package.Attribute("VersionOverride")) is not null));
        Assert.Empty(own);
    }

    [Fact]
    public void Every_project_of_the_source_but_the_executable_has_the_banned_symbols()
    {
        // Said once for all of them; what is checked is that it is said, for whom not, and that nobody takes it back.
        var shared = Tree.Xml("src/Directory.Build.props");
        var group = shared.Descendants("AdditionalFiles").Single(static file => ((string)file.Attribute("Include")!).EndsWith("eng/BannedSymbols.txt", StringComparison.Ordinal)).Parent!;
        Assert.Equal("'$(MSBuildProjectName)' != 'Ballast'", (string?)group.Attribute("Condition"));
        Assert.Contains(group.Elements("PackageReference"), static package => (string?)package.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        foreach (var project in Tree.Projects("src"))
        {
            Assert.DoesNotContain("BannedApiAnalyzers", Tree.Text(project), StringComparison.Ordinal);
            Assert.DoesNotContain("<AdditionalFiles", Tree.Text(project), StringComparison.Ordinal);
            Assert.DoesNotContain("RS0030", Tree.Text(project), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Tree.Tracked, static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith("Directory.Build.props", StringComparison.Ordinal) && path != "src/Directory.Build.props");
    }

    [Fact]
    public void Banned_symbols_are_used_only_where_the_seams_are_made()
    {
        var exempt = Tree.Tracked.Where(static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(static path => Tree.Text(path).Contains("RS0030", StringComparison.Ordinal));
        Assert.All(exempt, static path => Assert.True(
            path.StartsWith("src/Ballast.Foundation/", StringComparison.Ordinal) || path.StartsWith("src/Ballast.Transport/Connections/", StringComparison.Ordinal), path));
    }

    private static IEnumerable<string> References(string project) => Tree.Xml(project).Descendants("ProjectReference").Select(static r => (string)r.Attribute("Include")!);

    private static bool IsInSource(string project, string reference) =>
        Path.GetRelativePath(Tree.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Tree.In(project))!, reference)))
            .Replace('\\', '/').StartsWith("src/", StringComparison.Ordinal);

    private static int LayerOf(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        return name == "Ballast" ? Layers.Length - 1 : Array.IndexOf(Layers, name["Ballast.".Length..]);
    }

    [GeneratedRegex(@"^\[\d+(\.\d+){1,3}\]$")]
    private static partial Regex Exact();
}
