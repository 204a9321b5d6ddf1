using System.Text;

using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Node.Calls;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The two schemas of the tests, and calls on their items.</summary>
internal static class Schemas
{
    public static KeySchema Key { get; } = new(new KeyPart("p", KeyType.String), new KeyPart("s", KeyType.String));

    public static PartitionSchema Plain { get; } = new(Key, []);

    public static PartitionSchema Indexed { get; } = new(Key,
    [
        new LocalIndex("alpha", 0, new KeyPart("a", KeyType.String), new IndexProjection(ProjectionKind.KeysOnly, [])),
        new LocalIndex("beta", 1, new KeyPart("b", KeyType.Number), new IndexProjection(ProjectionKind.All, [])),
    ]);

    public static ItemWrite Write(WriteKind kind, ModelItem item, string? condition = null, long expected = 0)
    {
        var call = new ItemWrite();
        call.Begin();
        call.Kind = kind;
        TreeKey.WriteItem(call.Key, Key, new DocumentView(item.Document));
        if (kind == WriteKind.Put)
            call.Document.Write(item.Document);
        else
            call.Document.Write(KeysOf(item));
        if (condition is not null)
            call.Condition = Condition(condition, expected);
        return call;
    }

    /// <summary>Adds one to the count and stamps the version; makes the item where there is none.</summary>
    public static ItemWrite Increment(ModelItem item, string? condition = null, long expected = 0)
    {
        var call = Write(WriteKind.Update, item, condition, expected);
        var placeholders = new Placeholders();
        placeholders.AddValue(":one"u8.ToArray(), Number(1));
        placeholders.AddValue(":v"u8.ToArray(), Number(item.Version));
        call.Update = Update("ADD n :one SET v = :v", placeholders);
        return call;
    }

    /// <summary>Gives the item other index keys, or none, and stamps the version.</summary>
    public static ItemWrite Reindex(ModelItem item)
    {
        var call = Write(WriteKind.Update, item, "attribute_exists(p)");
        var placeholders = new Placeholders();
        placeholders.AddValue(":v"u8.ToArray(), Number(item.Version));
        var set = "SET v = :v";
        var remove = new List<string>();
        if (item.Alpha is null)
            remove.Add("a");
        else
        {
            placeholders.AddValue(":a"u8.ToArray(), Text(item.Alpha));
            set += ", a = :a";
        }
        if (item.Beta is null)
            remove.Add("b");
        else
        {
            placeholders.AddValue(":b"u8.ToArray(), Number(item.Beta.Value));
            set += ", b = :b";
        }
        call.Update = Update(remove.Count == 0 ? set : set + " REMOVE " + string.Join(", ", remove), placeholders);
        return call;
    }

    public static ItemRead Read(ModelItem item)
    {
        var call = new ItemRead();
        call.Begin();
        TreeKey.WriteItem(call.Key, Key, new DocumentView(item.Document));
        return call;
    }

    /// <summary>A whole key space: the items, or an index.</summary>
    public static RangeRead Range(LocalIndex? index = null, bool wholeItems = false, bool descending = false, int itemsMax = int.MaxValue)
    {
        var call = new RangeRead();
        call.Begin();
        var space = (byte)(index?.Space ?? KeySpace.Items);
        call.Start.Write(space);
        call.End.Write((byte)(space + 1));
        call.Index = index;
        call.FetchWholeItems = wholeItems;
        call.Descending = descending;
        call.ItemsMax = itemsMax;
        call.BytesMax = int.MaxValue;
        return call;
    }

    /// <summary>The documents of a range read, each as hex text.</summary>
    public static List<string> DocumentsOf(RangeRead call)
    {
        var documents = new List<string>();
        for (var rest = call.Documents.Written; !rest.IsEmpty;)
        {
            var length = BitConverter.ToInt32(rest);
            documents.Add(Convert.ToHexString(rest.Slice(sizeof(int), length)));
            rest = rest[(sizeof(int) + length)..];
        }
        return documents;
    }

    public static ModelItem ItemOf(ReadOnlySpan<byte> bytes)
    {
        var document = new DocumentView(bytes);
        return new ModelItem(document.Text("p"u8), document.Text("s"u8), document.Int64("v"u8), document.Contains("n"u8) ? document.Int64("n"u8) : 0)
        {
            Alpha = document.Contains("a"u8) ? document.Text("a"u8) : null,
            Beta = document.Contains("b"u8) ? document.Int64("b"u8) : null,
            PadBytes = document.Contains("x"u8) ? document.Text("x"u8).Length : 0,
        };
    }

    private static ConditionExpression Condition(string text, long expected)
    {
        var placeholders = new Placeholders();
        placeholders.AddValue(":n"u8.ToArray(), Number(expected));
        Assert.True(ConditionExpression.TryParse(ExpressionKind.Condition, Encoding.UTF8.GetBytes(text), placeholders, out var condition, out var error), error?.Message);
        return condition;
    }

    private static UpdateExpression Update(string text, Placeholders placeholders)
    {
        Assert.True(UpdateExpression.TryParse(Encoding.UTF8.GetBytes(text), placeholders, out var update, out var error), error?.Message);
        return update;
    }

    private static byte[] KeysOf(ModelItem item)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Field("p"u8, item.Partition);
        builder.Field("s"u8, item.Sort);
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    private static byte[] Number(long value)
    {
        using var builder = new DocumentBuilder();
        builder.Number(Encoding.ASCII.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return builder.Written.ToArray();
    }

    private static byte[] Text(string value)
    {
        using var builder = new DocumentBuilder();
        builder.String(Encoding.UTF8.GetBytes(value));
        return builder.Written.ToArray();
    }
}
