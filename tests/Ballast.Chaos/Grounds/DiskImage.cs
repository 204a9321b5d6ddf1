using System.Globalization;

using Ballast.Processes;

namespace Ballast.Chaos.Grounds;

/// <summary>A small ext4 file system in a file, for one node. Needs root and loop devices.</summary>
internal sealed class DiskImage : IDisposable
{
    private const string ImageBytes = "1536M", Filling = "filling";
    private readonly string _image;
    private readonly string _device;
    private bool _mounted;

    public DiskImage(string image, string mountPoint)
    {
        (_image, MountPoint) = (image, mountPoint);
        Directory.CreateDirectory(mountPoint);
        Tool.Must("truncate", "-s", ImageBytes, image);
        // Nothing in reserve for root: full is full.
        Tool.Must("mkfs.ext4", "-q", "-F", "-m", "0", image);
        _device = Tool.Must("losetup", "-f", "--show", image).Trim();
        try
        {
            Tool.Must("mount", _device, mountPoint);
            _mounted = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string MountPoint { get; }

    /// <summary>As the kernel numbers it.</summary>
    public string DeviceNumbers => File.ReadAllText($"/sys/block/{Path.GetFileName(_device)}/dev").Trim();

    /// <summary>Takes all room there is: what is allocated at once, and then byte by byte.</summary>
    public void Fill()
    {
        var free = new DriveInfo(MountPoint).AvailableFreeSpace;
        Tool.Run("fallocate", "-l", free.ToString(CultureInfo.InvariantCulture), Path.Combine(MountPoint, Filling));
        Tool.Run("dd", "if=/dev/zero", "of=" + Path.Combine(MountPoint, Filling + "-2"), "bs=4k");
    }

    public void Free()
    {
        File.Delete(Path.Combine(MountPoint, Filling));
        File.Delete(Path.Combine(MountPoint, Filling + "-2"));
    }

    public void Dispose()
    {
        if (_mounted)
            Tool.Run("umount", MountPoint);
        _mounted = false;
        Tool.Run("losetup", "-d", _device);
        File.Delete(_image);
    }
}
