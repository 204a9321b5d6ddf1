using System.Text.RegularExpressions;

namespace Ballast.Repository.Tests;

/// <summary>The text of the tree: sizes, links, and what must not stand in it.</summary>
public sealed partial class TextTests
{
    private const int SourceLinesMax = 400;

    /// <summary>Put together here, so that the test does not find itself. Pages may speak of the home of "you".</summary>
    private static readonly Regex Machine = new(string.Join('|',
        "/wo" + "rk/", @"\.\./sha" + "red", "/tm" + "p/(wt|brief)", "/ho" + "me/(?!you/)", "/ro" + "ot/", @"C:\\Us" + "ers"));

    [Fact]
    public void No_file_of_the_source_is_longer_than_400_lines()
    {
        var source = Tree.Tracked.Where(static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(source);
        Assert.All(source, static path => Assert.InRange(File.ReadLines(Tree.In(path)).Count(), 0, SourceLinesMax));
    }

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
    {
        var found = new List<string>();
        foreach (var path in Tree.Tracked.Where(IsText))
            foreach (Match place in Machine.Matches(Tree.Text(path)))
                found.Add($"{path}: {place.Value}");
        Assert.Empty(found);
    }

    [Fact]
    public void No_file_has_work_that_was_left_for_later()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + "Exception"];
        var found = Tree.Tracked.Where(static path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => marks.Any(mark => Tree.Text(path).Contains(mark, StringComparison.Ordinal)));
        Assert.Empty(found);
    }

    [Fact]
    public void Relative_links_of_pages_lead_somewhere()
    {
        var broken = new List<string>();
        var pages = Tree.Tracked.Where(static path => path.EndsWith(".md", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(pages);
        foreach (var page in pages)
            foreach (var target in LinksOf(page))
                if (!Exists(page, target))
                    broken.Add($"{page} -> {target}");
        Assert.Empty(broken);
    }

    [Fact]
    public void Pages_that_the_code_names_exist()
    {
        var broken = new List<string>();
        foreach (var path in Tree.Tracked.Where(static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)))
            foreach (Match match in PagePattern().Matches(Tree.Text(path)))
                if (!File.Exists(Tree.In(match.Value)))
                    broken.Add($"{path} -> {match.Value}");
        Assert.Empty(broken);
    }

    private static bool IsText(string path) => Path.GetExtension(path) is not (".bin" or ".png" or ".ico" or ".pfx" or ".gz");

    private static IEnumerable<string> LinksOf(string page) => LinkPattern().Matches(Fences().Replace(Tree.Text(page), ""))
        .Select(static match => match.Groups[1].Value)
        .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Exists(string page, string target)
    {
        var file = target.Split('#')[0];
        if (file.Length == 0)
            return true;
        var path = Path.Combine(Path.GetDirectoryName(Tree.In(page))!, Uri.UnescapeDataString(file));
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"docs/[a-z/-]+\.md")]
    private static partial Regex PagePattern();
}
