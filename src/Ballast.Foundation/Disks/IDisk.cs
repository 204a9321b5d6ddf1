namespace Ballast.Foundation.Disks;

/// <summary>The seam of the disk: one node's directory of files, without subdirectories.</summary>
/// <remarks>
/// Calls are synchronous and belong on an executor that may block. Errors are <see cref="IOException"/>; a full disk is
/// <see cref="DiskFullException"/>. What was written is on the medium only after <see cref="IDiskFile.Sync"/>, and a name
/// only after <see cref="SyncNames"/>.
/// </remarks>
public interface IDisk
{
    /// <summary>File names, in ordinal order.</summary>
    IReadOnlyList<string> List();

    bool Exists(string name);

    /// <summary>Opens an existing file for reading and writing.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    IDiskFile Open(string name);

    /// <summary>Creates an empty file; one of that name must not exist.</summary>
    IDiskFile Create(string name);

    void Delete(string name);

    /// <summary>Gives a file another name, replacing one that has it, atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Makes creations, deletions and new names durable.</summary>
    void SyncNames();
}

/// <summary>An open file. Reads and writes at distinct offsets may come from several executors.</summary>
public interface IDiskFile : IDisposable
{
    string Name { get; }
    long Length { get; }

    /// <summary>Reads up to <paramref name="target"/>'s length; fewer bytes only at the end of the file.</summary>
    int Read(long offset, Span<byte> target);

    /// <summary>Writes all of <paramref name="source"/>, growing the file where it reaches past the end.</summary>
    /// <exception cref="DiskFullException">No space; nothing is promised of the bytes in the range.</exception>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Cuts or extends (with zeros) the file.</summary>
    void SetLength(long length);

    /// <summary>Returns when everything written so far is on the medium. After a failure nothing written since the last success may be trusted.</summary>
    void Sync();
}

/// <summary>The medium, or the quota on it, has no room.</summary>
public sealed class DiskFullException(string message, Exception? inner = null) : IOException(message, inner);
