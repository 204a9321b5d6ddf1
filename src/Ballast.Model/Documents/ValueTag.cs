namespace Ballast.Model.Documents;

/// <summary>The first byte of an encoded value: its type (docs/formats/document.md). Stored; numbers never change.</summary>
public enum ValueTag : byte
{
    String = 1,
    Number = 2,
    Binary = 3,
    StringSet = 4,
    NumberSet = 5,
    BinarySet = 6,
    Map = 7,
    List = 8,
    Null = 9,
    False = 10,
    True = 11,
}

/// <summary>What DynamoDB calls the types, and which of them are sets.</summary>
public static class ValueTags
{
    /// <summary>The type's name in JSON and in <c>attribute_type</c>: S, N, B, SS, NS, BS, M, L, NULL, BOOL.</summary>
    public static string NameOf(ValueTag tag) => tag switch
    {
        ValueTag.String => "S",
        ValueTag.Number => "N",
        ValueTag.Binary => "B",
        ValueTag.StringSet => "SS",
        ValueTag.NumberSet => "NS",
        ValueTag.BinarySet => "BS",
        ValueTag.Map => "M",
        ValueTag.List => "L",
        ValueTag.Null => "NULL",
        ValueTag.False or ValueTag.True => "BOOL",
        _ => throw Invariant.Unreachable("a value tag outside the format"),
    };

    public static bool IsSet(ValueTag tag) => tag is ValueTag.StringSet or ValueTag.NumberSet or ValueTag.BinarySet;

    public static bool IsBool(ValueTag tag) => tag is ValueTag.False or ValueTag.True;

    /// <summary>True where both are of one DynamoDB type; true and false are both BOOL.</summary>
    public static bool AreOfOneType(ValueTag left, ValueTag right) => left == right || (IsBool(left) && IsBool(right));

    /// <summary>The type of a set's elements.</summary>
    public static ValueTag ElementOf(ValueTag set) => set switch
    {
        ValueTag.StringSet => ValueTag.String,
        ValueTag.NumberSet => ValueTag.Number,
        ValueTag.BinarySet => ValueTag.Binary,
        _ => throw Invariant.Unreachable("the elements of something that is no set"),
    };
}
