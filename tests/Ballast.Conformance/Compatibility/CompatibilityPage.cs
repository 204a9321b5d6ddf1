using System.Text;

namespace Ballast.Conformance.Compatibility;

/// <summary>The part of docs/compatibility.md that is written from the rows. The prose around it is edited in place.</summary>
public static class CompatibilityPage
{
    private const string Begin = "<!-- written from tests/Ballast.Conformance/Compatibility/rows.txt: begin -->\n";
    private const string End = "<!-- end -->\n";

    public static string With(string page, Rows rows)
    {
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, StringComparison.Ordinal);
        return page[..from] + Written(rows) + page[to..];
    }

    private static string Written(Rows rows)
    {
        var text = new StringBuilder("## Operations that are refused\n| what | operations |\n| --- | --- |\n");
        foreach (var later in rows.Later)
            text.Append("| ").Append(later.Subject).Append(" | ").AppendJoin(", ", later.Operations).Append(" |\n");
        text.Append("\n## Parameters and their constraints\n");
        foreach (var operation in rows.Operations)
            Write(text, operation, rows.Parameters.FindAll(row => row.Operation == operation));
        text.Append("## Parameters of operations that are refused\n| operation | parameters, all of them not yet |\n| --- | --- |\n");
        foreach (var row in rows.LaterParameters)
            text.Append("| ").Append(row.Operation).Append(" | ").AppendJoin(", ", row.Parameters.Select(static name => $"`{name}`")).Append(" |\n");
        text.Append('\n');
        return text.ToString();
    }

    private static void Write(StringBuilder text, string operation, List<Row> parameters)
    {
        text.Append("### ").Append(operation).Append('\n');
        if (parameters.Count == 0)
            text.Append("It has no parameters.\n");
        else
            text.Append("| parameter | constraints | here |\n| --- | --- | --- |\n");
        foreach (var row in parameters)
            text.Append("| `").Append(row.Parameter).Append("` | ").AppendJoin("; ", row.Constraints).Append(" | ").Append(row.State).Append(" |\n");
        text.Append('\n');
    }
}
