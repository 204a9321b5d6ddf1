using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Ballast.Bench.Failover;

/// <summary>Writes to one table without a pause, by the nodes that are to stay, and knows the longest time without an acknowledged write.</summary>
internal sealed class WriteGaps : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Thread> _writers = [];
    private readonly string _table;
    private long _lastAt = Stopwatch.GetTimestamp();
    private TimeSpan _longest;
    private long _acknowledged;
    private volatile bool _isOver;

    public WriteGaps(string table, IEnumerable<FailoverNode> through)
    {
        _table = table;
        foreach (var node in through)
        {
            var writer = new Thread(() => Write(node)) { IsBackground = true };
            _writers.Add(writer);
            writer.Start();
        }
    }

    public long Acknowledged
    {
        get
        {
            lock (_lock)
                return _acknowledged;
        }
    }

    /// <summary>Ends the writing; the longest gap.</summary>
    public TimeSpan End()
    {
        Dispose();
        lock (_lock)
            return _longest;
    }

    public void Dispose()
    {
        _isOver = true;
        _writers.ForEach(static writer => writer.Join());
    }

    private void Write(FailoverNode node)
    {
        for (var i = 0; !_isOver; i++)
            try
            {
                var body = string.Create(CultureInfo.InvariantCulture, $$"""{"TableName":"{{_table}}","Item":{"h":{"S":"{{i % 100}}"},"v":{"N":"{{i}}"} } }""");
                if (node.Client.Call("PutItem", body).Status == 200)
                    Acknowledge();
            }
            catch (Exception e) when (e is SocketException or InvalidDataException)
            {
                // No answer is no acknowledged write.
            }
    }

    private void Acknowledge()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            var gap = Stopwatch.GetElapsedTime(_lastAt, now);
            _longest = gap > _longest ? gap : _longest;
            _lastAt = now;
            _acknowledged++;
        }
    }
}
