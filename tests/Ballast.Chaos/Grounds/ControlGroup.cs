using System.Globalization;

namespace Ballast.Chaos.Grounds;

/// <summary>A control group (version 1) of one controller, for one node's process.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    public string Members => Path.Combine(_path, "cgroup.procs");

    /// <summary>Below the group that this process is in. Null where there is no such controller, or it may not be used.</summary>
    public static ControlGroup? TryCreate(string controller, string name, string setting)
    {
        var own = File.ReadLines("/proc/self/cgroup").Select(static line => line.Split(':', 3)).FirstOrDefault(part => part[1].Split(',').Contains(controller));
        if (own is null)
            return null;
        var path = Path.Combine(Root, controller, own[2].TrimStart('/'), name);
        try
        {
            Directory.CreateDirectory(path);
            if (File.Exists(Path.Combine(path, setting)))
                return new ControlGroup(path);
            Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not permitted is not there.
        }
        return null;
    }

    public void Set(string setting, string value) => File.WriteAllText(Path.Combine(_path, setting), value);

    public long Number(string setting) => long.Parse(File.ReadAllText(Path.Combine(_path, setting)), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path);
        }
        catch (IOException)
        {
            // Somebody is still in it; the script that runs this looks after it again.
        }
    }
}
