using Ballast.Metadata.Tables;

namespace Ballast.Router.Tables;

internal static class TableClasses
{
    /// <summary>Null for a class that was not asked for.</summary>
    public static TableClass? Parse(string? text) => text switch
    {
        "STANDARD" => TableClass.Standard,
        "STANDARD_INFREQUENT_ACCESS" => TableClass.StandardInfrequentAccess,
        _ => null,
    };
}
