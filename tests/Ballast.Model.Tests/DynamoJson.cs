using System.Text;
using System.Text.Json;
using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Tests;

/// <summary>DynamoDB's JSON, with single quotes for easier reading, to and from encoded bytes. For tests only.</summary>
internal static class DynamoJson
{
    public static byte[] Document(string text)
    {
        using var builder = new DocumentBuilder();
        using var json = JsonDocument.Parse(text.Replace('\'', '"'));
        builder.BeginDocument();
        foreach (var property in json.RootElement.EnumerateObject())
        {
            builder.Name(Encoding.UTF8.GetBytes(property.Name));
            Write(builder, property.Value);
        }
        Assert.Equal(DocumentProblem.None, builder.EndDocument());
        return builder.Written.ToArray();
    }

    public static byte[] Value(string text)
    {
        using var builder = new DocumentBuilder();
        using var json = JsonDocument.Parse(text.Replace('\'', '"'));
        Write(builder, json.RootElement);
        return builder.Written.ToArray();
    }

    public static byte[] Number(string text)
    {
        var target = new byte[NumberEncoding.EncodedBytesMax];
        Assert.Equal(NumberParse.Ok, NumberText.TryParse(Encoding.ASCII.GetBytes(text), target, out var length));
        return target[..length];
    }

    public static string NumberOf(ReadOnlySpan<byte> encoded)
    {
        using var target = new ByteBuffer();
        NumberText.Format(encoded, target);
        return Encoding.ASCII.GetString(target.Written);
    }

    public static string Text(ReadOnlySpan<byte> document) => Text(new DocumentView(document));

    public static string Text(DocumentView document)
    {
        var text = new StringBuilder("{");
        foreach (var entry in document)
            text.Append(text.Length > 1 ? "," : "").Append('\'').Append(Encoding.UTF8.GetString(entry.Name)).Append("':").Append(Text(entry.Value));
        return text.Append('}').ToString();
    }

    public static string Text(ValueView value) => value.Tag switch
    {
        ValueTag.String => $"{{'S':'{Encoding.UTF8.GetString(value.AsString)}'}}",
        ValueTag.Number => $"{{'N':'{NumberOf(value.AsNumber)}'}}",
        ValueTag.Binary => $"{{'B':'{Convert.ToBase64String(value.AsBinary)}'}}",
        ValueTag.Null => "{'NULL':true}",
        ValueTag.True => "{'BOOL':true}",
        ValueTag.False => "{'BOOL':false}",
        ValueTag.Map => $"{{'M':{Text(value.AsMap)}}}",
        ValueTag.List => ListText(value),
        _ => SetText(value),
    };

    private static string ListText(ValueView value)
    {
        var parts = new List<string>();
        foreach (var element in value.AsList)
            parts.Add(Text(element));
        return $"{{'L':[{string.Join(",", parts)}]}}";
    }

    private static string SetText(ValueView value)
    {
        var parts = new List<string>();
        foreach (var element in value.AsSet)
        {
            parts.Add(value.Tag switch
            {
                ValueTag.StringSet => Encoding.UTF8.GetString(element),
                ValueTag.NumberSet => NumberOf(element),
                _ => Convert.ToBase64String(element),
            });
        }
        return $"{{'{ValueTags.NameOf(value.Tag)}':[{string.Join(",", parts.Select(part => $"'{part}'"))}]}}";
    }

    private static void Write(DocumentBuilder builder, JsonElement element)
    {
        var property = element.EnumerateObject().Single();
        var value = property.Value;
        switch (property.Name)
        {
            case "S":
                builder.String(Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case "N":
                Assert.Equal(NumberParse.Ok, builder.Number(Encoding.UTF8.GetBytes(value.GetString()!)));
                break;
            case "B":
                builder.Binary(value.GetBytesFromBase64());
                break;
            case "BOOL":
                builder.Bool(value.GetBoolean());
                break;
            case "NULL":
                builder.Null();
                break;
            case "M":
                WriteMap(builder, value);
                break;
            case "L":
                Assert.Equal(DocumentProblem.None, builder.BeginList());
                foreach (var item in value.EnumerateArray())
                    Write(builder, item);
                builder.EndList();
                break;
            default:
                WriteSet(builder, property.Name, value);
                break;
        }
    }

    private static void WriteMap(DocumentBuilder builder, JsonElement value)
    {
        Assert.Equal(DocumentProblem.None, builder.BeginMap());
        foreach (var entry in value.EnumerateObject())
        {
            builder.Name(Encoding.UTF8.GetBytes(entry.Name));
            Write(builder, entry.Value);
        }
        Assert.Equal(DocumentProblem.None, builder.EndMap());
    }

    private static void WriteSet(DocumentBuilder builder, string type, JsonElement value)
    {
        builder.BeginSet(type switch { "SS" => ValueTag.StringSet, "NS" => ValueTag.NumberSet, _ => ValueTag.BinarySet });
        foreach (var item in value.EnumerateArray())
        {
            if (type == "NS")
                Assert.Equal(NumberParse.Ok, builder.SetNumber(Encoding.UTF8.GetBytes(item.GetString()!)));
            else
                builder.SetElement(type == "SS" ? Encoding.UTF8.GetBytes(item.GetString()!) : item.GetBytesFromBase64());
        }
        Assert.Equal(DocumentProblem.None, builder.EndSet());
    }
}
