using System.Buffers;

namespace Ballast.Foundation.Buffers;

/// <summary>Byte arrays of the shared pool, up to a size.</summary>
/// <remarks>The pool keeps an array of every size for every thread that gave one back, so after a few huge requests it would hold gigabytes.</remarks>
public static class PooledBytes
{
    /// <summary>A longer array is made for its owner alone and left to the garbage collector.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    /// <summary>An array of at least so many bytes, with anything in it.</summary>
    public static byte[] Rent(int bytes) => bytes <= BytesMax ? ArrayPool<byte>.Shared.Rent(bytes) : GC.AllocateUninitializedArray<byte>(bytes);

    /// <summary>Gives back what <see cref="Rent"/> gave.</summary>
    public static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= BytesMax)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
