using System.Globalization;
using System.Net;

using Ballast.Processes;

namespace Ballast.Chaos.Grounds;

/// <summary>A machine for each node: a network namespace on a bridge, a small disk, and control groups of its own.</summary>
/// <remarks>Everything has the ground's tag in its name, so that nothing else is ever touched. Needs root, iproute2 and iptables.</remarks>
public sealed class NamespaceGround : Ground, IIsolation
{
    private const string SharedMemory = "/dev/shm", TagVariable = "BALLAST_CHAOS_TAG", Faker = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private const string WritesBound = "blkio.throttle.write_iops_device", MemoryBound = "memory.limit_in_bytes";
    private const string Hub = "hub", Subnet = "10.77.0.", HubAddress = Subnet + "254", NodePorts = "7800:7899";
    private const long SharedMemoryRoom = 10L << 30;

    // Every second node has a clock that can be moved, so that what the clock is moved by is not in everybody's way.
    private const int NodesPerClock = 2;
    private readonly string _tag = "ballast-chaos-" + (Environment.GetEnvironmentVariable(TagVariable) ?? Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    private readonly DirectoryInfo _place;
    private readonly List<string> _namespaces = [];
    private readonly List<NamespaceSockets> _sockets = [];
    private readonly Dictionary<int, DiskImage> _disks = [];
    private readonly Dictionary<int, ControlGroup> _writes = [];
    private readonly Dictionary<int, ControlGroup> _memory = [];
    private readonly List<string> _missing = [];

    private NamespaceGround(int nodes)
    {
        var room = Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > SharedMemoryRoom;
        _place = Directory.CreateDirectory(Path.Combine(room ? SharedMemory : Path.GetTempPath(), _tag));
        try
        {
            MakeHub();
            for (var node = 1; node <= nodes; node++)
                MakeNode(node);
            HasClocks = File.Exists(Faker);
            Note(HasClocks, "clock steps (libfaketime)");
            Note(HasSlowDisks, "slow disks (control groups, version 1, blkio)");
            Note(HasMemoryBounds, "bounds of memory (control groups, version 1, memory)");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Missing => _missing;
    public override IIsolation Isolation => this;
    public bool HasClocks { get; }
    public bool HasSlowDisks => _writes.Count == _disks.Count;
    public bool HasMemoryBounds => _memory.Count == _disks.Count;

    /// <summary>Null, with the reason in one line, where this machine does not allow it.</summary>
    public static NamespaceGround? TryCreate(int nodes, out string whyNot)
    {
        whyNot = Tool.WhyNot("Network namespaces and disks of their own", "iproute2, iptables, util-linux, e2fsprogs",
            "ip", "iptables", "nsenter", "losetup", "mkfs.ext4", "mount", "umount", "fallocate", "dd");
        if (whyNot.Length > 0)
            return null;
        try
        {
            return new NamespaceGround(nodes);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            whyNot = "Network namespaces cannot be made here: " + e.Message.ReplaceLineEndings(" ");
            return null;
        }
    }

    public override IPAddress AddressOf(int node) => IPAddress.Parse(Text(node));

    public override string FolderOf(int node) => _disks[node].MountPoint;

    // nsenter becomes the shell, which becomes the program: the process stays the same, and so does what it sees mounted.
    public override IReadOnlyList<string> WrapperOf(int node)
    {
        List<string> groups = [];
        if (_writes.TryGetValue(node, out var writes))
            groups.Add(writes.Members);
        if (_memory.TryGetValue(node, out var memory))
            groups.Add(memory.Members);
        var join = string.Concat(groups.Select(static group => $"echo $$ > {group}; "));
        return ["nsenter", "--net=/run/netns/" + NameOf(node), "sh", "-c", join + "exec \"$@\"", "sh"];
    }

    public override IReadOnlyDictionary<string, string> EnvironmentOf(int node) => HasClock(node)
        ? new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Faker, ["FAKETIME_TIMESTAMP_FILE"] = ClockOf(node), ["FAKETIME_CACHE_DURATION"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        }
        : new Dictionary<string, string>();

    // The faked clock keeps a semaphore and a page in shared memory, which a killed process does not take away.
    public override void Forget(int processId)
    {
        foreach (var name in new[] { "faketime_shm_", "sem.faketime_sem_" })
            File.Delete(Path.Combine(SharedMemory, string.Create(CultureInfo.InvariantCulture, $"{name}{processId}")));
    }

    public override SocketsHttpHandler ClientHandler() => _sockets[0].Handler();

    public override SocketsHttpHandler LocalHandler(int node) => _sockets[node].Handler();

    public void Cut(IEnumerable<int> from, IEnumerable<int> to)
    {
        foreach (var receiver in to)
            foreach (var sender in from.Where(sender => sender != receiver))
                foreach (var port in (string[])["--sport", "--dport"])
                    Tables(receiver, "-A", "INPUT", "-s", Text(sender), "-p", "tcp", port, NodePorts, "-j", "DROP");
    }

    public void CutClients(int node)
    {
        Tables(node, "-A", "INPUT", "-s", HubAddress, "-j", "DROP");
        Tables(node, "-A", "OUTPUT", "-d", HubAddress, "-j", "DROP");
    }

    public void MendCuts()
    {
        foreach (var node in _disks.Keys)
            Tables(node, "-F");
    }

    public void FillDisk(int node) => _disks[node].Fill();

    public void FreeDisk(int node) => _disks[node].Free();

    public void BoundWrites(int node, int perSecond) =>
        _writes[node].Set(WritesBound, string.Create(CultureInfo.InvariantCulture, $"{_disks[node].DeviceNumbers} {perSecond}"));

    public void BoundMemory(int node, long bytes) => _memory[node].Set(MemoryBound, bytes == 0 ? "-1" : bytes.ToString(CultureInfo.InvariantCulture));

    public bool HasClock(int node) => HasClocks && node % NodesPerClock == 0;

    // Written whole: whoever reads it half would take it for another time.
    public void MoveClock(int node, TimeSpan offset)
    {
        File.WriteAllText(ClockOf(node) + "-new", string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0;+0}s\n"));
        File.Move(ClockOf(node) + "-new", ClockOf(node), overwrite: true);
    }

    public override void Dispose()
    {
        foreach (var sockets in _sockets)
            sockets.Dispose();
        foreach (var name in _namespaces)
            Tool.Run("ip", "netns", "del", name);
        foreach (var disk in _disks.Values)
            disk.Dispose();
        foreach (var group in _writes.Values.Concat(_memory.Values))
            group.Dispose();
        _place.Delete(recursive: true);
    }

    private void MakeHub()
    {
        MakeNamespace(Hub);
        Tool.Must("ip", "-n", Name(Hub), "link", "add", "br0", "type", "bridge");
        Tool.Must("ip", "-n", Name(Hub), "addr", "add", HubAddress + "/24", "dev", "br0");
        Tool.Must("ip", "-n", Name(Hub), "link", "set", "br0", "up");
    }

    private void MakeNode(int node)
    {
        var (name, port) = (NameOf(node), string.Create(CultureInfo.InvariantCulture, $"port{node}"));
        MakeNamespace(string.Create(CultureInfo.InvariantCulture, $"n{node}"));
        Tool.Must("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", Name(Hub));
        Tool.Must("ip", "-n", Name(Hub), "link", "set", port, "master", "br0", "up");
        Tool.Must("ip", "-n", name, "addr", "add", Text(node) + "/24", "dev", "eth0");
        Tool.Must("ip", "-n", name, "link", "set", "eth0", "up");
        _disks[node] = new DiskImage(Path.Combine(_place.FullName, $"{name}.img"), Path.Combine(_place.FullName, name));
        if (ControlGroup.TryCreate("blkio", name, WritesBound) is { } writes)
            _writes[node] = writes;
        if (ControlGroup.TryCreate("memory", name, MemoryBound) is { } memory)
            _memory[node] = memory;
        MoveClock(node, TimeSpan.Zero);
    }

    private void MakeNamespace(string part)
    {
        Tool.Must("ip", "netns", "add", Name(part));
        _namespaces.Add(Name(part));
        Tool.Must("ip", "-n", Name(part), "link", "set", "lo", "up");
        _sockets.Add(new NamespaceSockets(Name(part)));
    }

    private void Tables(int node, params string[] arguments) => Tool.Must("nsenter", ["--net=/run/netns/" + NameOf(node), "iptables", "-w", .. arguments]);

    private void Note(bool there, string what)
    {
        if (!there)
            _missing.Add($"No {what} here.");
    }

    private string Name(string part) => $"{_tag}-{part}";

    private string NameOf(int node) => Name(string.Create(CultureInfo.InvariantCulture, $"n{node}"));

    private string ClockOf(int node) => Path.Combine(_place.FullName, NameOf(node) + ".clock");

    private static string Text(int node) => string.Create(CultureInfo.InvariantCulture, $"{Subnet}{node}");
}
