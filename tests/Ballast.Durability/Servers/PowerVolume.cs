using Ballast.Processes;

namespace Ballast.Durability.Servers;

/// <summary>An ext4 file system in a file, whose power can be cut: what was not synced is really gone.</summary>
/// <remarks>Needs root, loop devices and xfs_io (package xfsprogs).</remarks>
public sealed class PowerVolume : IDisposable
{
    private const string ImageBytes = "768M";
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("ballast-power-");
    private bool _mounted;

    private PowerVolume()
    {
        Directory.CreateDirectory(MountPoint);
        Tool.Must("truncate", "-s", ImageBytes, Image);
        Tool.Must("mkfs.ext4", "-q", "-F", Image);
        Mount();
    }

    public string MountPoint => Path.Combine(_place.FullName, "mount");
    private string Image => Path.Combine(_place.FullName, "image");
    private string KeptImage => Path.Combine(_place.FullName, "kept");

    /// <summary>A fresh volume; null, with the reason in one line, where this machine does not allow it.</summary>
    public static PowerVolume? TryCreate(out string whyNot)
    {
        whyNot = Tool.WhyNot("Power cuts", "e2fsprogs, xfsprogs, util-linux", "truncate", "mkfs.ext4", "mount", "umount", "fsfreeze", "xfs_io");
        if (whyNot.Length > 0)
            return null;
        PowerVolume? volume = null;
        try
        {
            volume = new PowerVolume();
            volume.CutPower();
            volume.Remount();
            return volume;
        }
        catch (InvalidOperationException e)
        {
            volume?.Dispose();
            whyNot = "Power cuts cannot be made here: " + e.Message.ReplaceLineEndings(" ");
            return null;
        }
    }

    /// <summary>From here on it is a disk that syncs nothing: the next cut of the power takes all that is written to it. For proofs that a campaign can fail.</summary>
    public void BeginToLie()
    {
        Tool.Must("fsfreeze", "-f", MountPoint);
        try
        {
            Tool.Must("cp", "--sparse=always", Image, KeptImage);
        }
        finally
        {
            Tool.Must("fsfreeze", "-u", MountPoint);
        }
    }

    /// <summary>The file system stops at this instant; nothing more reaches the image, not even the journal in memory.</summary>
    public void CutPower() => Tool.Must("xfs_io", "-x", "-c", "shutdown", MountPoint);

    /// <summary>The power is back: the journal is replayed, as after any power cut. Nobody may have files open.</summary>
    public void Remount()
    {
        Unmount();
        if (File.Exists(KeptImage))
            File.Move(KeptImage, Image, overwrite: true);
        Mount();
    }

    public void Dispose()
    {
        if (_mounted)
            Unmount();
        _place.Delete(recursive: true);
    }

    private void Mount()
    {
        Tool.Must("mount", "-o", "loop", Image, MountPoint);
        _mounted = true;
    }

    private void Unmount()
    {
        Tool.Must("umount", MountPoint);
        _mounted = false;
    }
}
