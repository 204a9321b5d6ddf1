namespace Ballast.Storage.Log;

/// <summary>Numbers of the log's format; docs/formats/wal.md changes with them.</summary>
internal static class LogFormat
{
    /// <summary>The newest that is read, and the one that is written. Version 1 had no <see cref="BatchFlags.Continued"/>.</summary>
    public const uint Version = 2;

    /// <summary>Batches begin at multiples of this, so that what was acknowledged is never in a block that is written again.</summary>
    public const int BlockBytes = 4096;

    public static long AlignUp(long bytes) => (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;

    public static int AlignUp(int bytes) => (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;
}
