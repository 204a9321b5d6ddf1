using System.Globalization;
using System.Text;

using Ballast.Foundation.Buffers;
using Ballast.Histories.Items;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Node.Calls;

namespace Ballast.Simulation.Clients;

/// <summary>The items of the histories as the node has them: keys p and s, text t, count n, padding x.</summary>
internal static class Items
{
    private static readonly KeySchema Key = new(new KeyPart("p", KeyType.String), new KeyPart("s", KeyType.String));

    public static PartitionSchema Schema { get; } = new(Key, [new LocalIndex("byText", 0, new KeyPart("t", KeyType.String), new IndexProjection(ProjectionKind.KeysOnly, []))]);

    public static ItemRead Read(string item, bool mayBeStale)
    {
        var call = new ItemRead();
        call.Begin();
        call.MayBeStale = mayBeStale;
        WriteKey(call.Key, item);
        return call;
    }

    public static ItemWrite Write(string item, ItemOperation.Write operation, int padBytes)
    {
        var call = new ItemWrite();
        call.Begin();
        WriteKey(call.Key, item);
        call.WantsOld = operation.Answer == ItemAnswer.Old || operation.TellsWhatFailed;
        call.WantsNew = operation.Answer == ItemAnswer.New;
        call.Condition = ConditionOf(operation.Condition);
        call.Kind = operation switch
        {
            ItemOperation.Put => WriteKind.Put,
            ItemOperation.Delete => WriteKind.Delete,
            _ => WriteKind.Update,
        };
        call.Document.Write(operation is ItemOperation.Put put ? DocumentOf(item, put.Text, put.Count, padBytes) : KeyOf(item));
        if (operation is ItemOperation.Update update)
            call.Update = UpdateOf(update);
        return call;
    }

    public static ItemImage ImageOf(ItemRead call) => call.Found ? ImageOf(call.Document.Written) : ItemImage.Absent;

    /// <summary>What a write that was carried out, or whose condition was false, tells.</summary>
    public static ItemResult ResultOf(ItemOperation.Write operation, ItemWrite call)
    {
        var old = call.OldFound ? ImageOf(call.Old.Written) : ItemImage.Absent;
        if (call.Outcome == CallOutcome.ConditionFailed)
            return operation.TellsWhatFailed ? ItemResult.FailedBy(old) : ItemResult.ConditionFailed;
        return operation.Answer switch
        {
            ItemAnswer.Old => ItemResult.Told(old),
            ItemAnswer.New => ItemResult.Told(call.New.Written.IsEmpty ? ItemImage.Absent : ImageOf(call.New.Written)),
            _ => ItemResult.Done,
        };
    }

    private static ItemImage ImageOf(ReadOnlySpan<byte> bytes)
    {
        var document = new DocumentView(bytes);
        return ItemImage.Of(document.Contains("t"u8) ? document.Text("t"u8) : null, document.Contains("n"u8) ? document.Int64("n"u8) : 0);
    }

    // Two item collections.
    private static void WriteKey(DocumentBuilder builder, string item)
    {
        builder.Field("p"u8, item[^1] % 2 == 0 ? "even" : "odd");
        builder.Field("s"u8, item);
    }

    private static void WriteKey(ByteBuffer target, string item) => TreeKey.WriteItem(target, Key, new DocumentView(KeyOf(item)));

    private static byte[] KeyOf(string item)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        WriteKey(builder, item);
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    private static byte[] DocumentOf(string item, string? text, long count, int padBytes)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        WriteKey(builder, item);
        if (text is not null)
            builder.Field("t"u8, text);
        builder.Field("n"u8, count);
        if (padBytes > 0)
            builder.Field("x"u8, new string('x', padBytes));
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    private static ConditionExpression? ConditionOf(ItemCondition? condition)
    {
        var placeholders = new Placeholders();
        var text = condition switch
        {
            null => null,
            ItemCondition.NotExists => "attribute_not_exists(p)",
            ItemCondition.Exists => "attribute_exists(p)",
            ItemCondition.TextIs => "t = :v",
            _ => "n = :v",
        };
        if (text is null)
            return null;
        if (condition is ItemCondition.TextIs textIs)
            placeholders.AddValue(":v"u8.ToArray(), Text(textIs.Text));
        if (condition is ItemCondition.CountIs countIs)
            placeholders.AddValue(":v"u8.ToArray(), Number(countIs.Count));
        return ConditionExpression.TryParse(ExpressionKind.Condition, Encoding.UTF8.GetBytes(text), placeholders, out var parsed, out var error)
            ? parsed : throw new InvalidOperationException(error?.Message);
    }

    private static UpdateExpression UpdateOf(ItemOperation.Update update)
    {
        var placeholders = new Placeholders();
        placeholders.AddValue(":n"u8.ToArray(), Number(update.Add));
        if (update.Set is { } set)
            placeholders.AddValue(":t"u8.ToArray(), Text(set));
        var text = update.Set is null ? "ADD n :n" : "ADD n :n SET t = :t";
        return UpdateExpression.TryParse(Encoding.UTF8.GetBytes(text), placeholders, out var parsed, out var error) ? parsed : throw new InvalidOperationException(error?.Message);
    }

    private static byte[] Number(long value)
    {
        using var builder = new DocumentBuilder();
        builder.Number(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        return builder.Written.ToArray();
    }

    private static byte[] Text(string value)
    {
        using var builder = new DocumentBuilder();
        builder.String(Encoding.UTF8.GetBytes(value));
        return builder.Written.ToArray();
    }
}
