using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Connections;

public sealed class LaneQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_was_taken_and_is_not_written_yet_counts()
    {
        using var queue = new LaneQueue(100);
        Assert.False(queue.TryAdd(new byte[1]));
        queue.Open();
        Assert.True(queue.TryAdd(new byte[60]));
        Assert.False(queue.TryAdd(new byte[41]));
        Assert.Equal(60, (await queue.TakeAsync(Long, CancellationToken.None)).Length);
        Assert.True(queue.TryAdd(new byte[40]));
        Assert.False(queue.TryAdd(new byte[1]));
        Assert.Equal(40, (await queue.TakeAsync(Long, CancellationToken.None)).Length);
        Assert.True(queue.TryAdd(new byte[60]));
    }

    [Fact]
    public async Task Nothing_of_an_earlier_connection_is_taken()
    {
        using var queue = new LaneQueue(100);
        queue.Open();
        Assert.True(queue.TryAdd(new byte[90]));
        queue.Close();
        Assert.False(queue.TryAdd(new byte[1]));
        queue.Open();
        Assert.True((await queue.TakeAsync(TimeSpan.Zero, CancellationToken.None)).IsEmpty);
        Assert.True(queue.TryAdd([7]));
        Assert.Equal(7, (await queue.TakeAsync(Long, CancellationToken.None)).Span[0]);
    }

    [Fact]
    public async Task Whoever_adds_wakes_the_taker_and_adding_never_fails()
    {
        const int Threads = 4, Each = 50_000;
        using var queue = new LaneQueue(int.MaxValue);
        queue.Open();
        var failures = 0;
        Thread[] senders = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < Each; i++)
                    queue.TryAdd([1]);
            }
            catch (SemaphoreFullException)
            {
                Interlocked.Increment(ref failures);
            }
        }))];
        foreach (var sender in senders)
            sender.Start();
        for (var taken = 0; taken < Threads * Each && failures == 0;)
        {
            // Every other wait ends at once, whoever comes meanwhile.
            var frames = await queue.TakeAsync(taken % 2 == 0 ? Long : TimeSpan.Zero, CancellationToken.None);
            taken += frames.Length;
        }
        foreach (var sender in senders)
            sender.Join();
        Assert.Equal(0, failures);
    }
}
