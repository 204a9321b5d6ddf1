using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;
using Ballast.Storage;

namespace Ballast.Node.Tests.Faults;

/// <summary>A description that a later release wrote stops the start, by name.</summary>
public sealed class NewerTableTests
{
    private static readonly KeySchema Key = new(new KeyPart("kind", KeyType.String), new KeyPart("name", KeyType.String));

    [Fact]
    public void A_newer_description_is_refused_by_name()
    {
        var disk = new SimulatedDisk(new Chance(61));
        var world = new NodeWorld(disk, new Chance(62));
        _ = new Tables(world);
        Assert.Equal(CallOutcome.Done, world.Run(GroupId.Root, Newer()));
        world.Close();
        var refusal = Assert.Throws<NewerFormatException>(() => new Tables(new NodeWorld(disk, new Chance(63))));
        Assert.Equal((uint)TableDocument.FormatVersion + 1, refusal.Version);
    }

    private static ItemWrite Newer()
    {
        using var document = new DocumentBuilder();
        document.BeginDocument();
        document.Field("kind"u8, "table");
        document.Field("name"u8, "t");
        document.Field("v"u8, TableDocument.FormatVersion + 1);
        document.EndDocument();
        var write = new ItemWrite();
        write.Begin();
        write.Kind = WriteKind.Put;
        TreeKey.WriteItem(write.Key, Key, new DocumentView(document.Written));
        write.Document.Write(document.Written);
        return write;
    }
}
