namespace Ballast.Bench.Wire;

/// <summary>The items of a run: a string key <c>pk</c> of fixed length, and string fields that fill the item to its size.</summary>
/// <remarks>Size as DynamoDB counts it: the UTF-8 bytes of every name and every value.</remarks>
internal sealed class ItemShape
{
    public const string KeyName = "pk";
    public const string KeyPrefix = "user";
    public const int KeyDigits = 12;
    // One digit names a field, so that an update patches one byte.
    public const int FieldsMax = 10;
    private const string FieldPrefix = "field";

    public ItemShape(string table, int itemBytes, int fields)
    {
        var valueBytes = itemBytes - KeyName.Length - KeyPrefix.Length - KeyDigits - fields * (FieldPrefix.Length + 1);
        if (fields is < 1 or > FieldsMax || valueBytes < fields)
            throw new ArgumentException($"an item of {itemBytes} bytes cannot have {fields} fields (at most {FieldsMax}, none empty)");
        Table = table;
        ItemBytes = itemBytes;
        FieldBytes = [.. Enumerable.Range(0, fields).Select(i => valueBytes / fields + (i < valueBytes % fields ? 1 : 0))];
    }

    public string Table { get; }

    public int ItemBytes { get; }

    /// <summary>The length of each field's value.</summary>
    public int[] FieldBytes { get; }

    public static string FieldName(int field) => FieldPrefix + field;
}
