using System.Text;

namespace Ballast.Bench.Wire;

/// <summary>Writes a request's body once, and remembers where the parts stand that every request replaces.</summary>
internal sealed class BodyBuilder
{
    private readonly List<byte> _bytes = [];

    public List<int> Keys { get; } = [];

    public List<(int Offset, int Length)> Values { get; } = [];

    public int FieldDigit { get; private set; } = -1;

    public int Limit { get; private set; } = -1;

    public byte[] ToArray() => [.. _bytes];

    public BodyBuilder Text(string text)
    {
        _bytes.AddRange(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>The attribute value of a key, its digits to be patched.</summary>
    public BodyBuilder Key()
    {
        Text("{\"S\":\"" + ItemShape.KeyPrefix);
        Keys.Add(_bytes.Count);
        return Text(new string('0', ItemShape.KeyDigits) + "\"}");
    }

    /// <summary>A string value of <paramref name="length"/> bytes, to be patched.</summary>
    public BodyBuilder Value(int length)
    {
        Text("{\"S\":\"");
        Values.Add((_bytes.Count, length));
        return Text(new string('x', length) + "\"}");
    }

    public BodyBuilder Field()
    {
        var name = ItemShape.FieldName(0);
        FieldDigit = _bytes.Count + name.Length - 1;
        return Text(name);
    }

    /// <summary>A number of up to three digits; blanks before it are lawful JSON, zeros would not be.</summary>
    public BodyBuilder LimitNumber()
    {
        Limit = _bytes.Count;
        return Text("  1");
    }

    public BodyBuilder Item(ItemShape shape)
    {
        Text("{\"" + ItemShape.KeyName + "\":").Key();
        for (var i = 0; i < shape.FieldBytes.Length; i++)
            Text(",\"" + ItemShape.FieldName(i) + "\":").Value(shape.FieldBytes[i]);
        return Text("}");
    }
}
