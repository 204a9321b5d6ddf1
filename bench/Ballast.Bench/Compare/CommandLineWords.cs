using System.Text;

namespace Ballast.Bench.Compare;

/// <summary>Splits a command line at blanks; double quotes keep blanks together.</summary>
internal static class CommandLineWords
{
    /// <exception cref="ArgumentException">There is no word, or a quote does not end.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        var begun = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
                begun = true;
            }
            else if (c != ' ' || quoted)
            {
                word.Append(c);
                begun = true;
            }
            else if (begun)
            {
                words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
        }
        if (begun)
            words.Add(word.ToString());
        return quoted || words.Count == 0 ? throw new ArgumentException($"'{line}' is no command line") : words;
    }
}
