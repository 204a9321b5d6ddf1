using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Simulation.Disks;

namespace Ballast.Storage.Tests.Simulation;

public sealed class SimulatedDiskTests
{
    private const int Sector = SimulatedDisk.SectorBytes;

    [Fact]
    public void What_was_synced_survives_every_crash()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.Write(100, Pattern(3000, 1));
            file.Sync();
            disk.SyncNames();
            Assert.Equal(Pattern(3000, 1), ReadAll(disk.Crash(), "a").AsSpan(100).ToArray());
        }
    }

    [Fact]
    public void An_unsynced_write_survives_wholly_partly_or_not_by_the_sector()
    {
        int whole = 0, torn = 0, lost = 0, holed = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.SetLength(8 * Sector);
            file.Sync();
            disk.SyncNames();
            file.Write(0, Pattern(8 * Sector, 1));
            var bytes = ReadAll(disk.Crash(), "a");
            Assert.Equal(8 * Sector, bytes.Length);
            var kept = Enumerable.Range(0, 8).Select(i => IsPattern(bytes, i, 1)).ToArray();
            Assert.All(Enumerable.Range(0, 8), i => Assert.True(kept[i] || IsZero(bytes, i)));
            whole += kept.All(k => k) ? 1 : 0;
            lost += kept.All(k => !k) ? 1 : 0;
            torn += kept.Any(k => k) && kept.Any(k => !k) ? 1 : 0;
            holed += !kept[0] && kept[7] ? 1 : 0;
        }
        Assert.True(whole > 50 && torn > 50 && lost > 50 && holed > 10, $"{whole} {torn} {lost} {holed}");
    }

    [Fact]
    public void Of_a_sector_written_twice_an_older_version_can_survive()
    {
        var seen = new HashSet<byte>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.Write(0, Pattern(Sector, 1));
            file.Sync();
            disk.SyncNames();
            file.Write(0, Pattern(Sector, 2));
            file.Write(0, Pattern(Sector, 3));
            seen.Add(ReadAll(disk.Crash(), "a")[0]);
        }
        Assert.Equal(new byte[] { 1, 2, 3 }, seen.Order().ToArray());
    }

    [Fact]
    public void An_unsynced_name_may_be_gone_though_its_data_was_synced()
    {
        var outcomes = new HashSet<bool>();
        for (ulong seed = 0; seed < 100; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.Write(0, Pattern(Sector, 1));
            file.Sync();
            var after = disk.Crash();
            outcomes.Add(after.Exists("a"));
            if (after.Exists("a"))
                Assert.Equal(Pattern(Sector, 1), ReadAll(after, "a"));
        }
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public void Unsynced_deletions_and_renames_happen_or_do_not()
    {
        var outcomes = new HashSet<string>();
        for (ulong seed = 0; seed < 200; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            disk.Create("old").Dispose();
            disk.Create("dead").Dispose();
            disk.SyncNames();
            disk.Rename("old", "new");
            disk.Delete("dead");
            Assert.Equal(["new"], disk.List());
            outcomes.Add(string.Join(',', disk.Crash().List()));
        }
        Assert.Equal(["dead,new", "dead,old", "new", "old"], outcomes.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void A_name_given_after_a_sync_of_names_is_safe()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            disk.Create("old").Dispose();
            disk.Rename("old", "new");
            disk.SyncNames();
            Assert.Equal(["new"], disk.Crash().List());
        }
    }

    [Fact]
    public void After_a_power_cut_every_call_fails()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var file = disk.Create("a");
        disk.CutPowerAt(disk.OperationCount + 1, PowerCut.Before);
        Assert.Throws<PowerCutException>(() => file.Write(0, [1]));
        Assert.Throws<PowerCutException>(() => file.Read(0, new byte[1]));
        Assert.Throws<PowerCutException>(() => disk.List());
        Assert.Throws<PowerCutException>(disk.SyncNames);
    }

    [Fact]
    public void A_cut_inside_a_write_may_leave_it_and_a_cut_before_it_may_not()
    {
        var outcomes = new HashSet<(PowerCut, bool)>();
        for (ulong seed = 0; seed < 50; seed++)
            foreach (var cut in Enum.GetValues<PowerCut>())
            {
                var disk = new SimulatedDisk(new Chance(seed));
                var file = disk.Create("a");
                file.SetLength(Sector);
                file.Sync();
                disk.SyncNames();
                disk.CutPowerAt(disk.OperationCount + 1, cut);
                Assert.Throws<PowerCutException>(() => file.Write(0, Pattern(Sector, 1)));
                outcomes.Add((cut, ReadAll(disk.Crash(), "a")[0] == 1));
            }
        Assert.Equal(3, outcomes.Count);
        Assert.DoesNotContain((PowerCut.Before, true), outcomes);
    }

    [Fact]
    public void The_observer_sees_each_counted_operation_once_and_in_order()
    {
        var seen = new List<DiskOperation>();
        var disk = new SimulatedDisk(new Chance(1)) { Observer = seen.Add };
        var file = disk.Create("a");
        file.Write(7, [1, 2]);
        file.Read(0, new byte[1]);
        file.Sync();
        disk.SyncNames();
        Assert.Equal(
            [
                new(1, DiskOperationKind.Create, "a", 0, 0), new(2, DiskOperationKind.Write, "a", 7, 2),
                new(3, DiskOperationKind.Sync, "a", 0, 0), new(4, DiskOperationKind.SyncNames, "", 0, 0),
            ],
            seen);
    }

    [Fact]
    public void A_failed_sync_drops_what_was_unsynced_though_readers_still_see_it()
    {
        var lost = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.SetLength(Sector);
            file.Sync();
            disk.SyncNames();
            file.Write(0, Pattern(Sector, 1));
            disk.FailNext(DiskOperationKind.Sync);
            Assert.Throws<IOException>(file.Sync);
            file.Sync();
            Assert.Equal(1, ReadAll(disk, "a")[0]);
            lost += ReadAll(disk.Crash(), "a")[0] == 0 ? 1 : 0;
        }
        Assert.InRange(lost, 20, 80);
    }

    [Fact]
    public void Lost_and_misdirected_writes_report_success()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var file = disk.Create("a");
        file.SetLength(4 * Sector);
        disk.LoseNextWrite("a");
        file.Write(0, Pattern(Sector, 1));
        disk.MisdirectNextWrite(2 * Sector);
        file.Write(Sector, Pattern(Sector, 2));
        file.Write(0, Pattern(1, 9));
        var bytes = ReadAll(disk, "a");
        Assert.Equal([9, 0, 0, 2], new[] { bytes[0], bytes[Sector], bytes[2 * Sector], bytes[3 * Sector] });
        Assert.Equal(2, disk.FaultsStruckCount);
    }

    [Fact]
    public void Rot_flips_bits_for_readers_and_for_the_next_start()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var file = disk.Create("a");
        file.Write(0, Pattern(Sector, 1));
        file.Sync();
        disk.SyncNames();
        disk.FlipBits("a", 3, 0b110);
        Assert.Equal(1 ^ 0b110, ReadAll(disk, "a")[3]);
        Assert.Equal(1 ^ 0b110, ReadAll(disk.Crash(), "a")[3]);
    }

    [Fact]
    public void The_quota_holds_to_the_byte_and_a_deletion_gives_room_back()
    {
        var disk = new SimulatedDisk(new Chance(1)) { QuotaBytes = 1000 };
        var file = disk.Create("a");
        file.Write(0, new byte[1000]);
        Assert.Throws<DiskFullException>(() => file.Write(1000, [1]));
        Assert.Throws<DiskFullException>(() => disk.Create("b").SetLength(1));
        file.Write(0, [1]);
        disk.Delete("a");
        disk.Open("b").SetLength(1000);
    }

    [Fact]
    public void A_cut_file_reads_zeros_where_it_grows_again()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var file = disk.Create("a");
        file.Write(0, Pattern(3 * Sector, 1));
        file.SetLength(Sector + 10);
        file.SetLength(3 * Sector);
        var bytes = ReadAll(disk, "a");
        Assert.Equal(Pattern(Sector + 10, 1), bytes[..(Sector + 10)]);
        Assert.DoesNotContain(bytes[(Sector + 10)..], b => b != 0);
    }

    [Fact]
    public void A_clone_and_its_source_go_their_own_ways()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var file = disk.Create("a");
        file.Write(0, Pattern(Sector, 1));
        var clone = disk.Clone(new Chance(2));
        file.Write(0, Pattern(Sector, 2));
        clone.Open("a").Sync();
        clone.SyncNames();
        Assert.Equal(1, ReadAll(clone.Crash(), "a")[0]);
        Assert.Equal(2, ReadAll(disk, "a")[0]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_survivor()
    {
        Assert.Equal(Survivor(7), Survivor(7));
        Assert.Contains(Enumerable.Range(8, 20), seed => !Survivor(7).SequenceEqual(Survivor((ulong)seed)));

        static byte[] Survivor(ulong seed)
        {
            var disk = new SimulatedDisk(new Chance(seed));
            var file = disk.Create("a");
            file.SetLength(64 * Sector);
            file.Sync();
            disk.SyncNames();
            file.Write(0, Pattern(64 * Sector, 1));
            return ReadAll(disk.Crash(), "a");
        }
    }

    [Fact]
    public void A_slow_sync_is_charged()
    {
        var charged = TimeSpan.Zero;
        var disk = new SimulatedDisk(new Chance(1)) { SyncDuration = TimeSpan.FromMilliseconds(3), Charge = d => charged += d };
        disk.Create("a").Sync();
        disk.SyncNames();
        Assert.Equal(TimeSpan.FromMilliseconds(6), charged);
    }

    private static byte[] Pattern(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static bool IsPattern(byte[] bytes, int sector, byte value) =>
        !bytes.AsSpan(sector * Sector, Sector).ContainsAnyExcept(value);

    private static bool IsZero(byte[] bytes, int sector) => IsPattern(bytes, sector, 0);

    private static byte[] ReadAll(SimulatedDisk disk, string name)
    {
        using var file = disk.Open(name);
        var bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }
}
