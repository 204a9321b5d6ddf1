using System.Runtime.CompilerServices;

using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

/// <summary>Logs of each version, as they were checked in: they must open for ever, and what is written today must be the newest's bytes.</summary>
public sealed class LogFormatTests
{
    private const int Newest = 2;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_checked_in_log_opens_with_all_its_records_and_goes_on(int version)
    {
        var expected = await WriteExample(new MemoryDisk());
        var disk = new MemoryDisk();
        foreach (var path in Directory.GetFiles(ExampleDirectory(version)))
            using (var file = disk.Create(Path.GetFileName(path)))
                file.Write(0, await File.ReadAllBytesAsync(path));
        var world = new LogWorld(disk, new Chance(9));
        Assert.True(world.Log.Recovery.StoppedCleanly);
        Assert.Equal(expected, world.Found);
        Assert.Equal(6, expected.Count);
        for (var i = 0; i < 6; i++)
            world.Commit(new Chance(3), 6000);
        Assert.Equal([.. expected, .. world.Appended], new LogWorld(disk, new Chance(10)).Found);
    }

    [Fact]
    public async Task What_is_written_today_is_what_was_checked_in()
    {
        var disk = new MemoryDisk();
        await WriteExample(disk);
        Assert.Equal(Directory.GetFiles(ExampleDirectory(Newest)).Select(Path.GetFileName).Order(StringComparer.Ordinal), disk.List());
        foreach (var name in disk.List())
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(ExampleDirectory(Newest), name)), BytesOf(disk, name));
    }

    /// <summary>Two segments in use and one ahead, a batch of three records, and a clean stop. Never change it: version 3 gets its own.</summary>
    private static async Task<List<WrittenRecord>> WriteExample(MemoryDisk disk)
    {
        var world = new LogWorld(disk, new Chance(20));
        world.Executors.RunUntilIdle();
        for (var i = 0; i < 3; i++)
            Assert.Equal(AppendResult.Appended, world.Append("first batch"u8, group: (ulong)i));
        world.Executors.RunUntilIdle();
        world.Commit(new Chance(1), 8000);
        world.Commit(new Chance(2), 5000);
        world.Commit(new Chance(3), 0);
        var closed = world.Log.CloseAsync();
        world.Executors.RunUntilIdle();
        await closed;
        return world.Appended;
    }

    private static byte[] BytesOf(MemoryDisk disk, string name)
    {
        using var file = disk.Open(name);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    private static string ExampleDirectory(int version, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "Formats", $"wal-v{version}");
}
