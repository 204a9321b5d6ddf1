using Ballast.Metadata.Tables;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>Keys are scalars, so no expression may look into one.</summary>
internal static class KeyPaths
{
    private const string Scalars = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";

    public static ApiError? Check(PartitionSchema schema, IPathExpression? expression)
    {
        if (expression is null)
            return null;
        if (Check(schema.Key.Partition, "Key", expression) is { } partition)
            return partition;
        if (schema.Key.Sort is not null && Check(schema.Key.Sort, "Key", expression) is { } sort)
            return sort;
        foreach (var index in schema.LocalIndexes)
            if (Check(index.Sort, "IndexKey", expression) is { } wrong)
                return wrong;
        return null;
    }

    private static ApiError? Check(KeyPart part, string role, IPathExpression expression) =>
        expression.LooksInto(part.NameUtf8) ? ApiErrors.Validation($"{Scalars}{role}: {part.Name}") : null;
}
