using System.Runtime.InteropServices;

namespace Ballast.Storage.Pages;

/// <summary>Asks Linux to back page memory by huge pages: a random read then walks far smaller page tables.</summary>
/// <remarks>Advice only: where it is refused or unknown everything works the same, a little slower. Nothing is touched, so an idle process stays small.</remarks>
internal static class HugePages
{
    private const int AdviseHugePage = 14;
    private const long SystemPageBytes = 4096;

    /// <summary>Advises for the whole pages of a pinned array, and returns it.</summary>
    public static byte[] Advise(byte[] pinned)
    {
        if (!OperatingSystem.IsLinux())
            return pinned;
        var begin = (long)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        var from = (begin + SystemPageBytes - 1) / SystemPageBytes * SystemPageBytes;
        var to = (begin + pinned.Length) / SystemPageBytes * SystemPageBytes;
        _ = madvise((nint)from, (nuint)(to - from), AdviseHugePage);
        return pinned;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int madvise(nint address, nuint length, int advice);
}
