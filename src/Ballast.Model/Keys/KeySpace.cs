namespace Ballast.Model.Keys;

/// <summary>The first byte of every key in a replica's tree: what kind of row it is. Stored; numbers never change.</summary>
public enum KeySpace : byte
{
    /// <summary>Items by their primary key.</summary>
    Items = 1,

    /// <summary>The bytes of each item collection, by partition key.</summary>
    CollectionSizes = 2,

    LocalIndex0 = 16,
    LocalIndex1 = 17,
    LocalIndex2 = 18,
    LocalIndex3 = 19,
    LocalIndex4 = 20,
}

public static class KeySpaces
{
    /// <summary>Local secondary indexes of a table (the service's limit).</summary>
    public const int LocalIndexesMax = 5;

    /// <summary>The space of a table's local secondary index, counted from 0.</summary>
    public static KeySpace LocalIndex(int ordinal)
    {
        Invariant.Holds(ordinal is >= 0 and < LocalIndexesMax);
        return (KeySpace)((int)KeySpace.LocalIndex0 + ordinal);
    }
}
