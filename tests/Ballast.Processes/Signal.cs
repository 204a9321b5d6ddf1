using System.Runtime.InteropServices;

namespace Ballast.Processes;

/// <summary>A signal of POSIX, by its number.</summary>
public readonly partial record struct Signal(int Number)
{
    public static Signal Interrupt { get; } = new(2);
    public static Signal Kill { get; } = new(9);
    public static Signal Terminate { get; } = new(15);
    public static Signal Continue { get; } = new(18);
    public static Signal Stop { get; } = new(19);

    /// <summary>False when there is no such process, or no such thing as signals.</summary>
    public bool TrySend(int processId) => !OperatingSystem.IsWindows() && Send(processId, Number) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int processId, int signal);
}
