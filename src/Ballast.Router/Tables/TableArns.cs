using Ballast.Metadata.Tables;

namespace Ballast.Router.Tables;

/// <summary>Resource names. There is one account, and one Region to show.</summary>
/// <param name="region">The operator's Region; null for a name that says that it is none.</param>
internal sealed class TableArns(string? region)
{
    private const string NoRegion = "ddblocal", Account = "000000000000";
    private readonly string _head = $"arn:aws:dynamodb:{region ?? NoRegion}:{Account}:table/";

    public string Region => region ?? NoRegion;

    public string Of(TableDescription table) => _head + table.Name;

    public string OfIndex(TableDescription table, LocalIndex index) => $"{Of(table)}/index/{index.Name}";
}
