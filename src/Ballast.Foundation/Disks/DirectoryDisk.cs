#pragma warning disable RS0030 // The real side of the disk seam: the one place that touches the file system.
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Ballast.Foundation.Disks;

/// <summary>A real directory. Opening it locks it against a second process until it is disposed.</summary>
public sealed class DirectoryDisk : IDisk, IDisposable
{
    private const string LockFileName = "lock";
    private readonly string _path;
    private readonly FileStream _lock;

    private DirectoryDisk(string path, FileStream lockFile)
    {
        _path = path;
        _lock = lockFile;
    }

    /// <summary>Opens the directory, creating it (durably) where it is missing.</summary>
    /// <exception cref="DiskInUseException">Another process has it open.</exception>
    /// <exception cref="IOException">It cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created or written.</exception>
    public static DirectoryDisk OpenDirectory(string path)
    {
        var full = Path.GetFullPath(path);
        CreateDurably(full);
        return new DirectoryDisk(full, TakeLock(Path.Combine(full, LockFileName), full));
    }

    public IReadOnlyList<string> List()
    {
        var names = new List<string>();
        foreach (var file in Directory.EnumerateFiles(_path))
            if (Path.GetFileName(file) is var name && name != LockFileName)
                names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public bool Exists(string name) => File.Exists(PathOf(name));

    public IDiskFile Open(string name) => new DirectoryFile(name, OpenHandle(name, FileMode.Open));

    public IDiskFile Create(string name) => new DirectoryFile(name, OpenHandle(name, FileMode.CreateNew));

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    public void SyncNames() => UnixDirectory.Sync(_path);

    public void Dispose() => _lock.Dispose();

    private SafeFileHandle OpenHandle(string name, FileMode mode)
    {
        try
        {
            // As elsewhere, an open file may be deleted or renamed on Windows too.
            return File.OpenHandle(PathOf(name), mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        }
        catch (IOException e) when (DirectoryFile.IsFull(e))
        {
            throw new DiskFullException($"No space to create {name}.", e);
        }
    }

    private string PathOf(string name)
    {
        Invariant.Holds(name.Length > 0 && name == Path.GetFileName(name));
        return Path.Combine(_path, name);
    }

    private static FileStream TakeLock(string file, string directory)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && !DirectoryFile.IsFull(e) && File.Exists(file))
        {
            throw new DiskInUseException(directory, e);
        }
    }

    // Each created level's name lives in its parent, so the parents are synced from the top down.
    private static void CreateDurably(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
            CreateDurably(parent);
        Directory.CreateDirectory(path);
        if (parent is not null)
            UnixDirectory.Sync(parent);
    }
}

/// <summary>Another process has the directory open.</summary>
public sealed class DiskInUseException(string directory, Exception inner)
    : IOException($"The directory {directory} is in use by another process.", inner);

internal sealed class DirectoryFile(string name, SafeFileHandle handle) : IDiskFile
{
    // ENOSPC and EDQUOT; ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED.
    private const int UnixNoSpace = 28, LinuxQuota = 122, MacQuota = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsQuota = unchecked((int)0x8007050F);

    public string Name => name;
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> target)
    {
        var total = 0;
        while (total < target.Length)
        {
            var read = RandomAccess.Read(handle, target[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        try
        {
            RandomAccess.Write(handle, source, offset);
        }
        catch (IOException e) when (IsFull(e))
        {
            throw new DiskFullException($"No space to write {source.Length} bytes to {name}.", e);
        }
    }

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (IOException e) when (IsFull(e))
        {
            throw new DiskFullException($"No space to extend {name} to {length} bytes.", e);
        }
    }

    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();

    internal static bool IsFull(IOException e) => e.HResult switch
    {
        WindowsDiskFull or WindowsHandleDiskFull or WindowsQuota => OperatingSystem.IsWindows(),
        UnixNoSpace => !OperatingSystem.IsWindows(),
        LinuxQuota => OperatingSystem.IsLinux(),
        MacQuota => OperatingSystem.IsMacOS(),
        _ => false,
    };
}

/// <summary>Directory fsync, which the base library lacks. Windows journals names by itself, so there it does nothing.</summary>
internal static class UnixDirectory
{
    private const int ReadOnly = 0;
    private const int MacFullSync = 51;

    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(path, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"Cannot open directory {path} to sync it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            // On macOS fsync leaves data in the drive's cache; F_FULLFSYNC does not, and volumes that do not know it refuse it.
            var isSynced = (OperatingSystem.IsMacOS() && fcntl(descriptor, MacFullSync) == 0) || fsync(descriptor) == 0;
            if (!isSynced)
                throw new IOException($"Cannot sync directory {path} (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    [DllImport("libc", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
