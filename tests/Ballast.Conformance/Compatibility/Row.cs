using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ballast.Conformance.Compatibility;

/// <summary>One parameter of an operation: its constraints, and whether it works here as it does in the service.</summary>
public sealed record Row(string Operation, string Parameter, string[] Constraints, string State)
{
    public bool IsLater => State == "not yet";

    public override string ToString() => $"{Operation} {Parameter}";
}

/// <summary>Operations that are refused.</summary>
public sealed record LaterRow(string Subject, string[] Operations);

/// <summary>The parameters that an operation will have once it is no longer refused.</summary>
public sealed record LaterParametersRow(string Operation, string[] Parameters);

/// <summary>rows.txt, beside this file: what the page of compatibility says.</summary>
public sealed class Rows
{
    public static Rows Checked { get; } = new();

    private Rows()
    {
        var operation = "";
        foreach (var line in File.ReadLines(Path.Combine(Folder(), "rows.txt")))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (line.StartsWith("# ", StringComparison.Ordinal))
                Operations.Add(operation = line[2..]);
            else if (line.StartsWith("! ", StringComparison.Ordinal))
                Later.Add(new LaterRow(cells[0][2..], cells[1].Split(", ")));
            else if (line.StartsWith("? ", StringComparison.Ordinal))
                LaterParameters.Add(new LaterParametersRow(cells[0][2..], cells[1].Split(", ", StringSplitOptions.RemoveEmptyEntries)));
            else if (line.Length > 0 && line[0] != ';')
                Parameters.Add(new Row(operation, cells[0], cells[1].Split("; ", StringSplitOptions.RemoveEmptyEntries), cells[2]));
        }
    }

    public List<string> Operations { get; } = [];

    public List<Row> Parameters { get; } = [];

    public List<LaterRow> Later { get; } = [];

    public List<LaterParametersRow> LaterParameters { get; } = [];

    /// <summary>docs/compatibility.md.</summary>
    public static string PagePath { get; } = Path.GetFullPath(Path.Combine(Folder(), "../../../docs/compatibility.md"));

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}

/// <summary>A range as a constraint states it: FROM..TO, either of which may be absent.</summary>
public readonly record struct Bounds(long? Min, long? Max)
{
    public static Bounds Parse(string text)
    {
        var ends = text.Split("..");
        return new Bounds(End(ends[0]), End(ends[1]));
    }

    private static long? End(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
