using Ballast.Metadata.Tables;
using Ballast.Router.Errors;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Data;

/// <summary>Finds a table by its name or its ARN. The table means nothing where an error is returned.</summary>
internal static class TableName
{
    private const string TablePart = ":table/";

    /// <summary>There is no such table that serves, as far as the catalog knows.</summary>
    public static ApiError Missing { get; } = ApiErrors.ResourceNotFound("Requested resource not found");

    /// <summary>Whether a request found no table, and a newer catalog may have it.</summary>
    public static bool IsMissing(ApiError? error) => ReferenceEquals(error, Missing);

    public static ApiError? Find(TableCatalog catalog, string nameOrArn, out TableDescription table)
    {
        table = null!;
        var name = NameOf(nameOrArn);
        if (name.Length < NameText.CharsMin)
            return ApiErrors.Validation("TableName must be at least 3 characters long and at most 255 characters long");
        if (!catalog.TryGet(name, out var found) || !found.IsServing)
            return Missing;
        table = found;
        return null;
    }

    /// <summary>The table's name in an ARN (arn:aws:dynamodb:REGION:ACCOUNT:table/NAME), or the text itself.</summary>
    public static string NameOf(string nameOrArn)
    {
        if (!NameOrArnText.IsArn(nameOrArn))
            return nameOrArn;
        var at = nameOrArn.IndexOf(TablePart, StringComparison.Ordinal);
        return at < 0 ? nameOrArn : nameOrArn[(at + TablePart.Length)..].Split('/')[0];
    }
}
