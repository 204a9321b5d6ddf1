using System.Collections.Immutable;

using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Tags: at most 50 a table, one of each key.</summary>
internal static class TagRules
{
    public const int TagsMax = 50;

    public static ApiError TooMany { get; } = ApiErrors.Validation("Number of Tags exceed the current limit for the provided ResourceArn");

    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The request's Tags member; none where it is absent.</summary>
    public static ImmutableSortedDictionary<string, string> Read(TableRequest request, out ApiError? error)
    {
        error = null;
        var tags = None.ToBuilder();
        foreach (var tag in request.List("Tags") ?? [])
        {
            var key = TableRequest.Text(tag, "Key")!;
            if (!tags.TryAdd(key, TableRequest.Text(tag, "Value")!))
            {
                error = ApiErrors.Validation($"Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}");
                return None;
            }
        }
        if (tags.Count > TagsMax)
            error = TooMany;
        return tags.ToImmutable();
    }
}
