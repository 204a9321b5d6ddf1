using System.Globalization;
using System.Net;

namespace Ballast.Chaos.Grounds;

/// <summary>All nodes on one loopback interface and one disk: whatever user runs it may do that.</summary>
public sealed class LoopbackGround(string whyNotMore) : Ground
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("ballast-chaos-");

    public override IReadOnlyList<string> Missing => [whyNotMore];

    public override IPAddress AddressOf(int node) => IPAddress.Loopback;

    public override string FolderOf(int node) => _place.CreateSubdirectory(node.ToString(CultureInfo.InvariantCulture)).FullName;

    public override void Dispose() => _place.Delete(recursive: true);
}
