using Ballast.Model.Documents;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>The long names or values of a program that is written: each is said once, and from then on by its number.</summary>
/// <remarks>A request names a long value once and may use it a thousand times; said each time, it would be longer than any message.</remarks>
internal sealed class LongBytes
{
    /// <summary>Shorter ones are said each time. A part of the format.</summary>
    public const int BytesMin = 64;

    // By where they lie, not by what they are: whoever uses a placeholder twice means the same place.
    private readonly Dictionary<ReadOnlyMemory<byte>, uint> _said = [];

    /// <summary>From 1 on for what was said before; 0 for what is to be said now.</summary>
    public uint NumberOf(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < BytesMin || _said.TryAdd(bytes, (uint)_said.Count + 1))
            return 0;
        return _said[bytes];
    }

    public Wire.Node NodeOf(ReadOnlyMemory<byte> value)
    {
        var again = NumberOf(value);
        return new Wire.Node { Kind = Wire.Node.Types.Kind.Value, Value = again == 0 ? Fields.Wrap(value) : ByteString.Empty, Again = again };
    }
}

/// <summary>Those of a program that is read.</summary>
internal sealed class LongBytesRead(Func<ByteString, bool> isPossible)
{
    private readonly List<ReadOnlyMemory<byte>> _said = [];

    public static LongBytesRead OfValues() => new(static value => DocumentVerifier.VerifyValue(value.Span));

    /// <summary>Null when it is nothing that was said before, and nothing that may be said now. What was looked at once is not looked at again.</summary>
    public ReadOnlyMemory<byte>? Read(ByteString now, uint again)
    {
        if (again > 0)
            return now.IsEmpty && again <= _said.Count ? _said[(int)again - 1] : (ReadOnlyMemory<byte>?)null;
        if (!isPossible(now))
            return null;
        if (now.Length >= LongBytes.BytesMin)
            _said.Add(now.Memory);
        return now.Memory;
    }
}
