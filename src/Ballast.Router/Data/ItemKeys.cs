using Ballast.Foundation.Buffers;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Node.Indexes;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>Checks key attributes against a key schema and encodes them.</summary>
internal static class ItemKeys
{
    private const string Invalid = "One or more parameter values were invalid: ";
    private const string NotValid = "One or more parameter values are not valid. ";

    private static ApiError PartitionTooLong { get; } =
        ApiErrors.Validation($"{Invalid}Size of hashkey has exceeded the maximum size limit of{KeyLimits.PartitionKeyBytesMax} bytes");

    public static ApiError SortTooLong { get; } =
        ApiErrors.Validation($"{Invalid}Aggregated size of all range keys has exceeded the size limit of {KeyLimits.SortKeyBytesMax} bytes");

    public static ApiError NoMatch { get; } = ApiErrors.Validation("The provided key element does not match the schema");

    /// <summary>A key as GetItem has it: the key attributes and nothing else.</summary>
    public static ApiError? EncodeKey(KeySchema schema, DocumentView key, ByteBuffer target)
    {
        if (key.Count != (schema.Sort is null ? 1 : 2))
            return NoMatch;
        if (!HasKey(schema, key))
            return NoMatch;
        return Encode(schema, key, target);
    }

    /// <summary>Whether a document has the key attributes, each of its type.</summary>
    public static bool HasKey(KeySchema schema, DocumentView item) => Has(schema.Partition, item) && (schema.Sort is null || Has(schema.Sort, item));

    /// <summary>The key of a whole item, whose index keys are checked with it.</summary>
    public static ApiError? EncodeItem(PartitionSchema schema, DocumentView item, ByteBuffer target)
    {
        var key = schema.Key;
        if ((CheckPart(key.Partition, item) ?? (key.Sort is null ? null : CheckPart(key.Sort, item)) ?? Encode(key, item, target)) is { } wrong)
            return wrong;
        return IndexKeyProblem.Find(schema, item) is { } problem ? CallErrors.OfIndexKey(problem, WriteKind.Put) : null;
    }

    public static ApiError EmptyKey(KeyPart part) => ApiErrors.Validation(
        $"{NotValid}The AttributeValue for a key attribute cannot contain an empty {(part.Tag == ValueTag.String ? "string" : "binary")} value. Key: {part.Name}");

    private static ApiError? Encode(KeySchema schema, DocumentView item, ByteBuffer target)
    {
        if (CheckSize(schema.Partition, item, KeyLimits.PartitionKeyBytesMax, PartitionTooLong) is { } partition)
            return partition;
        if (schema.Sort is not null && CheckSize(schema.Sort, item, KeyLimits.SortKeyBytesMax, SortTooLong) is { } sort)
            return sort;
        TreeKey.WriteItem(target, schema, item);
        return null;
    }

    private static bool Has(KeyPart part, DocumentView key) => key.TryGet(part.NameUtf8, out var value) && value.Tag == part.Tag;

    private static ApiError? CheckPart(KeyPart part, DocumentView item)
    {
        if (!item.TryGet(part.NameUtf8, out var value))
            return ApiErrors.Validation($"{Invalid}Missing the key {part.Name} in the item");
        return value.Tag == part.Tag
            ? null
            : ApiErrors.Validation($"{Invalid}Type mismatch for key {part.Name} expected: {ValueTags.NameOf(part.Tag)} actual: {ValueTags.NameOf(value.Tag)}");
    }

    private static ApiError? CheckSize(KeyPart part, DocumentView item, int bytesMax, ApiError tooLong)
    {
        item.TryGet(part.NameUtf8, out var value);
        if (value.Tag == ValueTag.Number)
            return null;
        var length = value.AsOrderedBytes.Length;
        if (length == 0)
            return EmptyKey(part);
        return length <= bytesMax ? null : tooLong;
    }
}
