using System.Reflection;
using System.Runtime.CompilerServices;

using Ballast.Router.Operations;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Tests.Constraints;

/// <summary>The rows from which docs/compatibility.md is written against the table of members: neither has what the other lacks.</summary>
public sealed class RowTests
{
    private const string RowsFile = "../../Ballast.Conformance/Compatibility/rows.txt";

    [Fact]
    public void Every_parameter_and_constraint_has_a_row()
    {
        List<string> told = [];
        var operation = "";
        foreach (var line in Lines())
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (line.StartsWith("# ", StringComparison.Ordinal))
                operation = line[2..];
            else if (line.Length > 0 && line[0] is not (';' or '!' or '?'))
                told.Add($"{operation} {cells[0]} | {cells[1]} | {(cells[2] == "not yet" ? "later" : "here")}");
        }
        Assert.Equal(Operations().SelectMany(static members => Rows(members)).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_row()
    {
        var told = Lines().Where(static line => line.StartsWith("! ", StringComparison.Ordinal)).SelectMany(static line => line.Split('|')[1].Trim().Split(", "));
        Assert.Equal(LaterOperation.OfDynamoDb.Concat(LaterOperation.OfStreams).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        var here = Lines().Where(static line => line.StartsWith("# ", StringComparison.Ordinal)).Select(static line => line[2..]);
        Assert.Equal(Operations().Select(static members => members.Operation).Order(StringComparer.Ordinal), here.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<OperationMembers> Operations() => new[] { typeof(ItemMembers), typeof(TableMembers) }
        .SelectMany(static type => type.GetProperties(BindingFlags.Public | BindingFlags.Static)).Select(static property => (OperationMembers)property.GetValue(null)!);

    private static IEnumerable<string> Rows(OperationMembers operation) =>
        Of(operation.Request, "").Select(row => $"{operation.Operation} {row}");

    private static IEnumerable<string> Of(Shape shape, string path) => shape switch
    {
        StructureShape structure => structure.Members.SelectMany(member => Of(member, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        ListShape list => OfElement(list.Element, path + "[]"),
        MapShape map => OfElement(map.Value, path + "{}"),
        _ => [],
    };

    private static IEnumerable<string> Of(Member member, string path) =>
        Of(member.Shape, path).Prepend($"{path} | {string.Join("; ", Stated(member))} | {(member.IsLater ? "later" : "here")}");

    // An element without constraints of its own has no row.
    private static IEnumerable<string> OfElement(Shape shape, string path) => Stated(shape) is { Length: > 0 } stated
        ? Of(shape, path).Prepend($"{path} | {string.Join("; ", stated)} | here")
        : Of(shape, path);

    private static IEnumerable<string> Stated(Member member) => member.IsRequired ? Stated(member.Shape).Prepend("required") : Stated(member.Shape);

    private static string[] Stated(Shape shape) => shape switch
    {
        NameText => [$"length {NameText.CharsMin}..{NameText.CharsMax}", "pattern"],
        NameOrArnText => [$"length 1..{NameText.CharsMax}", "pattern", $"ARN length ..{NameOrArnText.ArnCharsMax}"],
        LengthText length => [$"length {length.Min}..{length.Max}"],
        EnumText values => [$"one of {string.Join(", ", values.Values.Order(StringComparer.Ordinal))}"],
        NumberShape { IsConstrained: false } => [],
        NumberShape number => [$"range {number.Min}..{(number.Max == long.MaxValue ? "" : number.Max)}"],
        ListShape list => Elements(list.Min, list.Max),
        MapShape map => Elements(map.Min, map.Max),
        _ => [],
    };

    private static string[] Elements(int min, int max) =>
        min == 0 && max == int.MaxValue ? [] : [$"elements {min}..{(max == int.MaxValue ? "" : max)}"];

    private static IEnumerable<string> Lines([CallerFilePath] string here = "") => File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, RowsFile));
}
