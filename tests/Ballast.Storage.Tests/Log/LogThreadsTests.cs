using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

/// <summary>The log on real threads and a real directory.</summary>
public sealed class LogThreadsTests : IDisposable
{
    private const int Appenders = 8, RecordsEach = 400;
    private readonly string _path = Directory.CreateTempSubdirectory("ballast-wal-").FullName;

    [Fact]
    public async Task Many_threads_append_and_every_acknowledged_record_is_found_in_its_appenders_order()
    {
        var faults = new List<string>();
        using var executors = new ProcessExecutors((name, e) => faults.Add($"{name}: {e}"));
        using var disk = DirectoryDisk.OpenDirectory(_path);
        var options = new LogOptions { SegmentBytes = 256 * 1024, ReservedBytes = 0, RecordBytesMax = 64 * 1024, PendingBytesMax = 128 * 1024 };
        var log = WriteAheadLog.Open(disk, options, new NodeId(1), executors, new Chance(1), new Found());
        var clients = Enumerable.Range(0, Appenders).Select(i => new Client(log, (ulong)i)).ToArray();
        foreach (var client in clients)
            client.Start();
        foreach (var client in clients)
            client.Join();
        Assert.Equal(Appenders * RecordsEach, log.Figures.Records);
        await log.CloseAsync();

        var found = new Found();
        var again = WriteAheadLog.Open(disk, options, new NodeId(1), executors, new Chance(2), found);
        Assert.True(again.Recovery.StoppedCleanly);
        foreach (var client in clients)
            Assert.Equal(client.Ends, found.EndsOf(client.Group));
        await again.CloseAsync();
        Assert.Empty(faults);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private sealed class Client : ILogSubscriber
    {
        private readonly LogAppender _appender;
        private readonly Thread _thread;
        private readonly object _told = new();
        private LogPosition _durable;

        public Client(WriteAheadLog log, ulong group)
        {
            Group = group;
            _appender = log.CreateAppender(this);
            _thread = new Thread(Append);
        }

        public ulong Group { get; }
        public List<LogPosition> Ends { get; } = [];

        public void Start() => _thread.Start();

        public void Join() => _thread.Join();

        public void Durable(LogPosition through)
        {
            lock (_told)
            {
                _durable = through;
                Monitor.Pulse(_told);
            }
        }

        public void RoomAgain()
        {
        }

        public void Failed(Exception cause) => throw new InvalidOperationException("The log failed.", cause);

        // Two of three records are not waited for, so that batches hold several of one appender; a refused one waits for the writer.
        private void Append()
        {
            var chance = new Chance(Group);
            var payload = new byte[2000];
            while (Ends.Count < RecordsEach)
            {
                var header = new LogRecordHeader(1, 1, 0, new GroupId(Group), default, new Slot((ulong)Ends.Count + 1));
                if (_appender.TryAppend(header, payload.AsSpan(0, chance.NextInt32(payload.Length)), out var end) == AppendResult.Appended)
                    Ends.Add(end);
                else
                    Thread.Yield();
                if (Ends.Count % 3 == 0 || Ends.Count == RecordsEach)
                    WaitForLast();
            }
        }

        private void WaitForLast()
        {
            lock (_told)
                while (Ends.Count > 0 && _durable < Ends[^1])
                    Monitor.Wait(_told);
        }
    }

    private sealed class Found : ILogVisitor
    {
        private readonly List<(ulong Group, ulong Slot, LogPosition End)> _records = [];

        public void Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end) =>
            _records.Add((header.Group.Value, header.Slot.Value, end));

        public List<LogPosition> EndsOf(ulong group)
        {
            var own = _records.Where(record => record.Group == group).ToList();
            Assert.Equal(Enumerable.Range(1, own.Count).Select(slot => (ulong)slot), own.Select(record => record.Slot));
            return [.. own.Select(record => record.End)];
        }
    }
}
