using System.Text;
using Ballast.Foundation;
using Ballast.Model.Documents;

namespace Ballast.Model.Tests;

/// <summary>Random values as plain objects, and the writing of them in any order of arrival.</summary>
/// <remarks>
/// string: S; RandomSet: a set; byte[]: B; Plain: N by its text; bool; null; List of object; Dictionary from string to object.
/// </remarks>
internal static class RandomDocuments
{
    public sealed record Plain(string Number);

    public sealed record RandomSet(ValueTag Tag, List<object> Elements);

    public static Dictionary<string, object?> Document(Chance chance, int depth = 3)
    {
        var map = new Dictionary<string, object?>();
        var count = chance.OneIn(30) ? 100 + chance.NextInt32(200) : chance.NextInt32(8);
        for (var i = 0; i < count; i++)
            map[Text(chance)] = Value(chance, count > 50 ? 0 : depth);
        return map;
    }

    public static object? Value(Chance chance, int depth) => chance.NextInt32(depth == 0 ? 7 : 10) switch
    {
        0 => Text(chance),
        1 => new Plain(Numbers.RandomNumber.Next(chance).ToString()),
        2 => Bytes(chance),
        3 => null,
        4 => chance.OneIn(2),
        5 => Set(chance),
        6 => chance.OneIn(10) ? new string('x', 100 + chance.NextInt32(40_000)) : Text(chance),
        7 => List(chance, depth - 1),
        _ => Document(chance, depth - 1),
    };

    public static string Text(Chance chance)
    {
        var text = new StringBuilder();
        // Names that share long beginnings, and names of every length around the eight bytes that are compared first.
        if (chance.OneIn(4))
            text.Append("commonbeginning");
        for (var length = chance.NextInt32(10); length > 0; length--)
            text.Append(chance.OneIn(12) ? "é€😀\0"[..1] : ((char)('a' + chance.NextInt32(4))).ToString());
        return text.ToString();
    }

    public static void Write(DocumentBuilder builder, Dictionary<string, object?> document, Chance chance)
    {
        builder.BeginDocument();
        WriteEntries(builder, document, chance);
        Assert.Equal(DocumentProblem.None, builder.EndDocument());
    }

    public static void WriteValue(DocumentBuilder builder, object? value, Chance chance)
    {
        switch (value)
        {
            case null:
                builder.Null();
                break;
            case bool flag:
                builder.Bool(flag);
                break;
            case string text:
                WriteString(builder, Encoding.UTF8.GetBytes(text), chance);
                break;
            case byte[] bytes:
                builder.Binary(bytes);
                break;
            case Plain number:
                builder.Number(Encoding.ASCII.GetBytes(number.Number));
                break;
            case RandomSet set:
                builder.BeginSet(set.Tag);
                foreach (var element in Shuffled(set.Elements, chance))
                    builder.SetElement(ElementBytes(element));
                Assert.Equal(DocumentProblem.None, builder.EndSet());
                break;
            case List<object?> list:
                Assert.Equal(DocumentProblem.None, builder.BeginList());
                foreach (var element in list)
                    WriteValue(builder, element, chance);
                builder.EndList();
                break;
            case Dictionary<string, object?> map:
                Assert.Equal(DocumentProblem.None, builder.BeginMap());
                WriteEntries(builder, map, chance);
                Assert.Equal(DocumentProblem.None, builder.EndMap());
                break;
        }
    }

    public static object? Read(ValueView value)
    {
        switch (value.Tag)
        {
            case ValueTag.String:
                return Encoding.UTF8.GetString(value.AsString);
            case ValueTag.Number:
                return new Plain(Numbers.RandomNumber.Parse(DynamoJson.NumberOf(value.AsNumber)).ToString());
            case ValueTag.Binary:
                return value.AsBinary.ToArray();
            case ValueTag.Null:
                return null;
            case ValueTag.True or ValueTag.False:
                return value.AsBool;
            case ValueTag.Map:
                return Read(value.AsMap);
            case ValueTag.List:
                var list = new List<object?>();
                foreach (var element in value.AsList)
                    list.Add(Read(element));
                Assert.Equal(value.AsList.Count, list.Count);
                return list;
            default:
                var elements = new List<object>();
                foreach (var element in value.AsSet)
                    elements.Add(value.Tag switch
                    {
                        ValueTag.StringSet => Encoding.UTF8.GetString(element),
                        ValueTag.NumberSet => new Plain(Numbers.RandomNumber.Parse(DynamoJson.NumberOf(element)).ToString()),
                        _ => element.ToArray(),
                    });
                return new RandomSet(value.Tag, elements);
        }
    }

    public static Dictionary<string, object?> Read(DocumentView document)
    {
        var map = new Dictionary<string, object?>();
        foreach (var entry in document)
            map.Add(Encoding.UTF8.GetString(entry.Name), Read(entry.Value));
        Assert.Equal(document.Count, map.Count);
        return map;
    }

    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (Dictionary<string, object?> a, Dictionary<string, object?> b) =>
            a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Same(entry.Value, other)),
        (RandomSet a, RandomSet b) => a.Tag == b.Tag && a.Elements.Count == b.Elements.Count
            && a.Elements.All(element => b.Elements.Exists(other => Same(element, other))),
        _ => Equals(left, right),
    };

    public static IEnumerable<T> Shuffled<T>(IEnumerable<T> source, Chance chance)
    {
        var items = source.ToList();
        if (chance.OneIn(4))
            return items;
        for (var i = items.Count - 1; i > 0; i--)
        {
            var other = chance.NextInt32(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
        return items;
    }

    private static byte[] ElementBytes(object element) => element switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        Plain number => DynamoJson.Number(number.Number),
        _ => (byte[])element,
    };

    private static void WriteEntries(DocumentBuilder builder, Dictionary<string, object?> map, Chance chance)
    {
        foreach (var entry in Shuffled(map, chance))
        {
            builder.Name(Encoding.UTF8.GetBytes(entry.Key));
            WriteValue(builder, entry.Value, chance);
        }
    }

    private static void WriteString(DocumentBuilder builder, byte[] utf8, Chance chance)
    {
        if (chance.OneIn(2))
        {
            builder.String(utf8);
            return;
        }
        // As a decoder does that knows only an upper bound.
        utf8.CopyTo(builder.OpenBytes(ValueTag.String, utf8.Length + chance.NextInt32(200)));
        builder.CloseBytes(utf8.Length);
    }

    private static byte[] Bytes(Chance chance)
    {
        var bytes = new byte[chance.NextInt32(20)];
        chance.Fill(bytes);
        return bytes;
    }

    private static RandomSet Set(Chance chance)
    {
        var tag = (ValueTag)((int)ValueTag.StringSet + chance.NextInt32(3));
        var elements = new List<object>();
        for (var left = 1 + chance.NextInt32(chance.OneIn(20) ? 200 : 5); left > 0; left--)
        {
            object element = tag switch
            {
                ValueTag.StringSet => Text(chance),
                ValueTag.NumberSet => new Plain(Numbers.RandomNumber.Next(chance).ToString()),
                _ => Bytes(chance),
            };
            if (!elements.Exists(other => Same(other, element)))
                elements.Add(element);
        }
        return new RandomSet(tag, elements);
    }

    private static List<object?> List(Chance chance, int depth)
    {
        var list = new List<object?>();
        for (var left = chance.NextInt32(5); left > 0; left--)
            list.Add(Value(chance, depth));
        return list;
    }
}
