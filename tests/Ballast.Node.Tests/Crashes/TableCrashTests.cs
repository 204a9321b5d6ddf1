using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Crashes;

/// <summary>Tables that come and go, over lives that end anywhere, on a disk that is full now and then: tables and groups belong together after every start.</summary>
public sealed class TableCrashTests
{
    private const ulong SeedCount = 120;
    private const int Lives = 8, ChangesPerLife = 10, OperationsMax = 200, NameCount = 6;

    private static ulong SeedsAsked =>
        ulong.TryParse(Environment.GetEnvironmentVariable("BALLAST_CRASH_SEEDS"), out var asked) ? asked : SeedCount;

    private enum Fate
    {
        Absent,
        Present,
        Either,
    }

    [Fact]
    public void Every_answer_about_a_table_outlives_any_end()
    {
        int made = 0, deleted = 0, unknown = 0, refused = 0;
        for (ulong seed = 0; seed < SeedsAsked; seed++)
        {
            var story = new Story(seed);
            story.Tell();
            (made, deleted, unknown, refused) = (made + story.Made, deleted + story.Deleted, unknown + story.Unknown, refused + story.Refused);
        }
        var seeds = (int)SeedsAsked;
        Assert.True(made > seeds * 4 && deleted > seeds && unknown > seeds && refused > seeds / 2, $"{made} made, {deleted} deleted, {unknown} unknown, {refused} refused");
    }

    private sealed class Story(ulong seed)
    {
        private readonly Chance _chance = new(seed);
        private readonly Dictionary<string, Fate> _fates = Enumerable.Range(0, NameCount).ToDictionary(static i => "t" + i, static _ => Fate.Absent);
        private readonly Dictionary<string, ModelItem> _items = [];
        private long _version;

        public int Made { get; private set; }
        public int Deleted { get; private set; }
        public int Unknown { get; private set; }
        public int Refused { get; private set; }

        public void Tell()
        {
            var disk = new SimulatedDisk(_chance.Fork());
            for (var life = 0; life < Lives; life++)
                try
                {
                    disk = Live(disk, isLast: life == Lives - 1);
                }
                catch (Exception e) when (e is not PowerCutException)
                {
                    throw new InvalidOperationException($"Seed {seed}, life {life}: {e.Message}", e);
                }
        }

        private SimulatedDisk Live(SimulatedDisk disk, bool isLast)
        {
            // A new node needs room for its first files.
            var isFull = !isLast && _chance.OneIn(2) && disk.Exists("group-0000000001.tree");
            disk.QuotaBytes = isFull ? UsedBytes(disk) + _chance.NextInt32(4) * 9000 : long.MaxValue;
            disk.CutPowerAt(isLast ? long.MaxValue : disk.OperationCount + 1 + _chance.NextInt32(OperationsMax), (PowerCut)_chance.NextInt32(2));
            try
            {
                var world = new NodeWorld(disk, _chance);
                var tables = new Tables(world);
                // The log may be at its bound too, until it is trimmed.
                Check(world, tables, mayBeStuck: true);
                for (var i = 0; i < ChangesPerLife; i++)
                    Change(world, tables, "t" + _chance.NextInt32(NameCount));
                if (isLast)
                {
                    world.RunFor(TimeSpan.FromSeconds(30));
                    Check(world, tables, mayBeStuck: false);
                }
                else if (_chance.OneIn(4))
                    world.Close();
            }
            catch (PowerCutException)
            {
            }
            return _chance.OneIn(3) ? disk.Clone(_chance.Fork()) : disk.Crash();
        }

        private void Change(NodeWorld world, Tables tables, string name)
        {
            if (tables.Find(name) is { Status: TableStatus.Active } table && _chance.OneIn(2))
            {
                Put(world, table);
                return;
            }
            var creates = tables.Find(name) is null;
            var before = _fates[name];
            // Until the answer is there, either may be so.
            _fates[name] = Fate.Either;
            Unknown++;
            var outcome = creates ? tables.Create(name) : tables.Delete(name);
            Unknown--;
            _fates[name] = outcome switch
            {
                TableChangeOutcome.Done => creates ? Fate.Present : Fate.Absent,
                TableChangeOutcome.Unknown => Fate.Either,
                _ => before,
            };
            Made += outcome == TableChangeOutcome.Done && creates ? 1 : 0;
            Deleted += outcome == TableChangeOutcome.Done && !creates ? 1 : 0;
            Refused += outcome is TableChangeOutcome.StorageFull or TableChangeOutcome.Overloaded ? 1 : 0;
            if (_chance.OneIn(2))
                world.RunFor(TimeSpan.FromMilliseconds(_chance.NextInt32(2000)));
        }

        private void Put(NodeWorld world, TableDescription table)
        {
            var item = new ModelItem("p", table.Group.ToString()!, ++_version) { PadBytes = _chance.NextInt32(2500) };
            if (world.Run(table.Group, Schemas.Write(WriteKind.Put, item)) == CallOutcome.Done)
                _items[item.Sort] = item;
            else
                _items.Remove(item.Sort);
        }

        private void Check(NodeWorld world, Tables tables, bool mayBeStuck)
        {
            var known = tables.Catalog.Snapshot.InNameOrder;
            foreach (var (name, fate) in _fates)
            {
                var table = tables.Find(name);
                Assert.True(fate != Fate.Present || table is not null, $"{name} is gone");
                Assert.True(fate != Fate.Absent || table is null or { Status: TableStatus.Deleting }, $"{name} is back");
                _fates[name] = table is null or { Status: TableStatus.Deleting } ? Fate.Absent : Fate.Present;
            }
            if (mayBeStuck)
                return;
            Assert.All(known, static table => Assert.True(table.Status == TableStatus.Active, $"{table.Name} is {table.Status}"));
            Assert.Equal(known.Select(static table => table.Group).Prepend(GroupId.Root).Order(), world.Node.LocalGroups);
            foreach (var table in known)
                if (_items.TryGetValue(table.Group.ToString()!, out var item))
                    Assert.True(GroupAudit.ReadItems(world, table.Group).GetValueOrDefault(item.Key) is { } found && found.Version >= item.Version, $"{table.Name} has lost {item.Key}");
        }

        private static long UsedBytes(SimulatedDisk disk)
        {
            long bytes = 0;
            foreach (var name in disk.List())
                using (var file = disk.Open(name))
                    bytes += file.Length;
            return bytes;
        }
    }
}
