using Ballast.Metadata.Tables;

namespace Ballast.Router.Tables;

/// <summary>Resource names. Ballast has one account and one Region to show.</summary>
internal static class TableArns
{
    public const string Region = "ddblocal", Account = "000000000000";

    public static string Of(TableDescription table) => $"arn:aws:dynamodb:{Region}:{Account}:table/{table.Name}";

    public static string OfIndex(TableDescription table, LocalIndex index) => $"{Of(table)}/index/{index.Name}";
}
