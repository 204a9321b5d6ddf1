namespace Ballast.Hosting;

/// <summary>How the process ends, for whoever started it. The numbers are those of BSD's sysexits.h.</summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>Replicas are not equal, or could not be compared.</summary>
    NotEqual = 1,

    /// <summary>A setting is wrong; starting again changes nothing.</summary>
    WrongSetting = 64,

    /// <summary>The data are damaged, a newer release's, or not Ballast's.</summary>
    UnreadableData = 65,

    /// <summary>The server that was asked does not answer.</summary>
    Unavailable = 68,

    /// <summary>Another process has the port or the data directory.</summary>
    InUse = 69,

    /// <summary>The disk failed, or is full.</summary>
    DiskFailure = 74,
}
