using System.Globalization;
using System.Text;

using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;

namespace Ballast.AutoAdmin;

/// <summary>Conditions of writes to the system table. They are what orders the changes of several processes.</summary>
internal static class VersionCondition
{
    /// <summary>There is no table of that name.</summary>
    public static ConditionExpression NoTable => Parse("attribute_not_exists(v)", new Placeholders());

    /// <summary>The description is the one that was read: the same table, in the same version.</summary>
    public static ConditionExpression StillIs(TableDescription read)
    {
        var placeholders = new Placeholders();
        placeholders.AddName("#id"u8.ToArray(), "id"u8.ToArray());
        placeholders.AddName("#version"u8.ToArray(), "version"u8.ToArray());
        using var id = new DocumentBuilder();
        id.String(Encoding.UTF8.GetBytes(read.Id.ToString()));
        placeholders.AddValue(":id"u8.ToArray(), id.Written.ToArray());
        using var version = new DocumentBuilder();
        version.Number(Encoding.UTF8.GetBytes(read.Version.ToString(CultureInfo.InvariantCulture)));
        placeholders.AddValue(":version"u8.ToArray(), version.Written.ToArray());
        return Parse("#id = :id AND #version = :version", placeholders);
    }

    private static ConditionExpression Parse(string text, Placeholders placeholders)
    {
        var isParsed = ConditionExpression.TryParse(ExpressionKind.Condition, Encoding.UTF8.GetBytes(text), placeholders, out var condition, out _);
        Invariant.Holds(isParsed);
        return condition!;
    }
}
