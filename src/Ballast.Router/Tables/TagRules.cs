using System.Collections.Immutable;
using System.Text.Json;

using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Tags: at most 50 a table, keys of 1 to 128 characters, values of up to 256.</summary>
internal static class TagRules
{
    public const int TagsMax = 50;
    private const int KeyCharsMax = 128, ValueCharsMax = 256;
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The request's Tags member; none where it is absent.</summary>
    public static ImmutableSortedDictionary<string, string> Read(TableRequest request, out ApiError? error)
    {
        var list = request.List("Tags", JsonValueKind.Object);
        error = request.Problem;
        if (list is null || error is not null)
            return None;
        var tags = None.ToBuilder();
        foreach (var tag in list)
        {
            var key = request.Text(tag, "Key");
            var value = request.Text(tag, "Value");
            error = request.Problem ?? Check(key, value);
            if (error is null && tags.ContainsKey(key!))
                error = ApiErrors.Validation($"Invalid Request: There are duplicate tag keys: {key}");
            if (error is not null)
                return None;
            tags[key!] = value!;
        }
        if (tags.Count > TagsMax)
            error = ApiErrors.Validation($"The number of tags exceeds the limit of {TagsMax}");
        return tags.ToImmutable();
    }

    private static ApiError? Check(string? key, string? value)
    {
        if (key is null)
            return ApiErrors.Validation("1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null");
        if (value is null)
            return ApiErrors.Validation("1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null");
        if (key.Length is 0 or > KeyCharsMax)
            return ApiErrors.Validation($"1 validation error detected: Value '{key}' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to {KeyCharsMax} and greater than or equal to 1");
        return value.Length > ValueCharsMax
            ? ApiErrors.Validation($"1 validation error detected: Value '{value}' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to {ValueCharsMax}")
            : null;
    }
}
