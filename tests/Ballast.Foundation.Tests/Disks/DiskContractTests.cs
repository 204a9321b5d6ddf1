using Ballast.Foundation.Disks;
using Ballast.Simulation.Disks;

namespace Ballast.Foundation.Tests.Disks;

/// <summary>What every disk promises; each kind of disk is put through all of it.</summary>
public abstract class DiskContractTests
{
    protected abstract IDisk Disk { get; }

    [Fact]
    public void A_new_disk_is_empty_and_lists_its_files_in_ordinal_order()
    {
        Assert.Empty(Disk.List());
        foreach (var name in new[] { "b", "a-10", "B", "a-2" })
            Disk.Create(name).Dispose();
        Disk.SyncNames();
        Assert.Equal(["B", "a-10", "a-2", "b"], Disk.List());
        Assert.True(Disk.Exists("B"));
        Assert.False(Disk.Exists("c"));
    }

    [Fact]
    public void A_file_is_created_once_and_opened_only_when_it_exists()
    {
        Disk.Create("one").Dispose();
        Assert.ThrowsAny<IOException>(() => Disk.Create("one"));
        Assert.Throws<FileNotFoundException>(() => Disk.Open("two"));
        using var file = Disk.Open("one");
        Assert.Equal(("one", 0L), (file.Name, file.Length));
    }

    [Fact]
    public void What_is_written_is_read_back_and_a_gap_reads_as_zeros()
    {
        using var file = Disk.Create("f");
        file.Write(100_000, "end"u8);
        file.Write(3, "abc"u8);
        Assert.Equal(100_003, file.Length);
        Assert.Equal([0, 0, 0, (byte)'a', (byte)'b', (byte)'c', 0], Read(file, 0, 7));
        Assert.Equal([0, (byte)'e', (byte)'n', (byte)'d'], Read(file, 99_999, 10));
        Assert.Empty(Read(file, 100_003, 5));
        Assert.Empty(Read(file, 200_000, 5));
        file.Write(4, "X"u8);
        Assert.Equal("aXc"u8.ToArray(), Read(file, 3, 3));
        file.Sync();
    }

    [Fact]
    public void A_cut_file_that_grows_again_has_zeros_where_it_was_cut()
    {
        using var file = Disk.Create("f");
        var bytes = new byte[70_000];
        Array.Fill(bytes, (byte)7);
        file.Write(0, bytes);
        file.SetLength(10);
        Assert.Equal(10, file.Length);
        file.SetLength(140_000);
        Assert.Equal(140_000, file.Length);
        Assert.Equal([7, 0], Read(file, 9, 2));
        Assert.All(Read(file, 10, 139_990), static b => Assert.Equal(0, b));
        file.SetLength(0);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void A_deleted_file_is_gone_and_deleting_again_does_nothing()
    {
        Disk.Create("f").Dispose();
        Disk.Delete("f");
        Disk.Delete("f");
        Assert.False(Disk.Exists("f"));
        using var again = Disk.Create("f");
        Assert.Equal(0, again.Length);
    }

    [Fact]
    public void A_renamed_file_replaces_one_that_has_its_new_name()
    {
        using (var from = Disk.Create("from"))
            from.Write(0, "new"u8);
        using (var to = Disk.Create("to"))
            to.Write(0, "older"u8);
        Disk.Rename("from", "to");
        Disk.SyncNames();
        Assert.Equal(["to"], Disk.List());
        using var file = Disk.Open("to");
        Assert.Equal("new"u8.ToArray(), Read(file, 0, 10));
        Assert.Equal("to", file.Name);
        Assert.ThrowsAny<IOException>(() => Disk.Rename("missing", "x"));
    }

    [Fact]
    public void Random_operations_leave_what_they_leave_in_a_dictionary_of_arrays()
    {
        var chance = new Chance(5);
        var model = new Dictionary<string, byte[]>();
        string[] names = ["a", "b", "c"];
        for (var i = 0; i < 3000; i++)
        {
            var name = names[chance.NextInt32(names.Length)];
            if (!model.TryGetValue(name, out var content))
            {
                Disk.Create(name).Dispose();
                model[name] = [];
                continue;
            }
            model[name] = Change(chance, name, content, names, model);
            if (model[name].Length == 0 && chance.OneIn(2))
            {
                Disk.Delete(name);
                model.Remove(name);
            }
        }
        Assert.Equal(model.Keys.Order(StringComparer.Ordinal), Disk.List());
        foreach (var (name, content) in model)
        {
            using var file = Disk.Open(name);
            Assert.Equal(content, Read(file, 0, content.Length + 10));
        }
    }

    private byte[] Change(Chance chance, string name, byte[] content, string[] names, Dictionary<string, byte[]> model)
    {
        using var file = Disk.Open(name);
        switch (chance.NextInt32(6))
        {
            case 0:
                var length = chance.NextInt32(chance.OneIn(3) ? 1 : 150_000);
                file.SetLength(length);
                Array.Resize(ref content, length);
                return content;
            case 1:
                var offset = chance.NextInt32(160_000);
                var wanted = chance.NextInt32(2000);
                Assert.Equal(content.Skip(offset).Take(wanted), Read(file, offset, wanted));
                return content;
            case 2:
                file.Sync();
                Assert.Equal(content.Length, file.Length);
                return content;
            case 3 when chance.OneIn(10):
                var other = names[chance.NextInt32(names.Length)];
                file.Dispose();
                if (other == name)
                    return content;
                Disk.Rename(name, other);
                Disk.Create(name).Dispose();
                model[other] = content;
                return [];
            default:
                var bytes = new byte[chance.NextInt32(chance.OneIn(10) ? 100_000 : 600)];
                if (!chance.OneIn(4))
                    chance.Fill(bytes);
                var at = chance.NextInt32(100_000);
                file.Write(at, bytes);
                if (bytes.Length > 0 && at + bytes.Length > content.Length)
                    Array.Resize(ref content, at + bytes.Length);
                bytes.CopyTo(content.AsSpan(Math.Min(at, content.Length)));
                return content;
        }
    }

    private static byte[] Read(IDiskFile file, long offset, int count)
    {
        var target = new byte[count];
        return target[..file.Read(offset, target)];
    }
}

public sealed class MemoryDiskTests : DiskContractTests
{
    protected override IDisk Disk { get; } = new MemoryDisk();
}

public sealed class SimulatedDiskContractTests : DiskContractTests
{
    protected override IDisk Disk { get; } = new SimulatedDisk(new Chance(1));
}

public sealed class DirectoryDiskTests : DiskContractTests, IDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("ballast-disk-");
    private readonly DirectoryDisk _disk;

    public DirectoryDiskTests() => _disk = DirectoryDisk.OpenDirectory(_directory.FullName);

    protected override IDisk Disk => _disk;

    [Fact]
    public void A_directory_is_opened_once_at_a_time()
    {
        var error = Assert.Throws<DiskInUseException>(() => DirectoryDisk.OpenDirectory(_directory.FullName));
        Assert.Contains(_directory.FullName, error.Message, StringComparison.Ordinal);
        _disk.Dispose();
        DirectoryDisk.OpenDirectory(_directory.FullName).Dispose();
    }

    [Fact]
    public void Missing_directories_are_made_and_files_outlive_the_disk()
    {
        var deep = Path.Combine(_directory.FullName, "one", "two");
        using (var disk = DirectoryDisk.OpenDirectory(deep))
        using (var file = disk.Create("f"))
            file.Write(0, "kept"u8);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(deep, "f")));
    }

    [Fact]
    public void A_name_that_is_a_path_is_a_bug()
    {
        Assert.Throws<InvariantViolatedException>(() => _disk.Exists("../f"));
        Assert.Throws<InvariantViolatedException>(() => _disk.Exists(""));
    }

    public void Dispose()
    {
        _disk.Dispose();
        _directory.Delete(recursive: true);
    }
}
