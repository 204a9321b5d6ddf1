using Ballast.Foundation.Executors;

namespace Ballast.Foundation.Tests.Executors;

public sealed class ExecutorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<(string Name, Exception Fault)> _faults = [];

    public enum Kind
    {
        Combining,
        Dedicated,
    }

    [Theory]
    [InlineData(Kind.Combining)]
    [InlineData(Kind.Dedicated)]
    public async Task Items_of_one_poster_run_in_their_order(Kind kind)
    {
        var executor = Make(kind, out var end);
        var ran = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            executor.Post(() => ran.Add(number));
        }
        Assert.Equal(Enumerable.Range(0, 1000), await executor.InvokeAsync(() => ran.ToArray()).WaitAsync(Patience));
        end?.Dispose();
    }

    [Theory]
    [InlineData(Kind.Combining)]
    [InlineData(Kind.Dedicated)]
    public async Task Items_of_many_threads_run_one_at_a_time_each_thread_s_in_its_order(Kind kind)
    {
        const int Threads = 8, Each = 20_000;
        var executor = Make(kind, out var end);
        var inside = 0;
        var overlaps = 0;
        var last = new int[Threads];
        var disorder = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var number = i;
                executor.Post(() =>
                {
                    if (Interlocked.Increment(ref inside) != 1)
                        overlaps++;
                    if (last[thread] + 1 != number)
                        disorder++;
                    last[thread] = number;
                    Interlocked.Decrement(ref inside);
                });
            }
        }))).WaitAsync(Patience);
        var ended = await executor.InvokeAsync(() => last.ToArray()).WaitAsync(Patience);
        Assert.All(ended, static count => Assert.Equal(Each, count));
        Assert.Equal((0, 0), (overlaps, disorder));
        end?.Dispose();
    }

    [Fact]
    public void An_idle_combining_executor_runs_an_item_before_Post_returns_on_the_posters_thread()
    {
        var executor = Make(Kind.Combining, out _);
        var thread = 0;
        executor.Post(() => thread = Environment.CurrentManagedThreadId);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_item_that_is_posted_by_an_item_runs_after_it()
    {
        var executor = Make(Kind.Combining, out _);
        var order = new List<string>();
        executor.Post(() =>
        {
            executor.Post(() => order.Add("inner"));
            order.Add("outer");
        });
        Assert.Equal(["outer", "inner"], order);
    }

    [Fact]
    public async Task After_a_turn_the_rest_moves_to_another_thread()
    {
        const int Items = 500;
        var executor = Make(Kind.Combining, out _);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = 0;
        var mine = Environment.CurrentManagedThreadId;
        var byPoster = 0;
        var posting = true;
        executor.Post(() =>
        {
            for (var i = 0; i < Items; i++)
                executor.Post(() =>
                {
                    if (Volatile.Read(ref posting) && Environment.CurrentManagedThreadId == mine)
                        byPoster++;
                    if (++ran == Items)
                        done.SetResult();
                });
        });
        Volatile.Write(ref posting, false);
        // The poster came back after one turn and not after all of them.
        Assert.InRange(Volatile.Read(ref byPoster), 1, 64);
        await done.Task.WaitAsync(Patience);
        Assert.Equal(Items, ran);
    }

    [Fact]
    public void A_fault_stops_a_combining_executor_for_good_and_is_reported_once()
    {
        var executor = Make(Kind.Combining, out _);
        var ran = 0;
        executor.Post(() => throw new InvalidOperationException("planted"));
        for (var i = 0; i < 10; i++)
            executor.Post(() => ran++);
        executor.Post(() => throw new InvalidOperationException("planted again"));
        Assert.Equal(0, ran);
        var (name, fault) = Assert.Single(_faults);
        Assert.Equal(("under test", "planted"), (name, fault.Message));
    }

    [Fact]
    public void A_fault_stops_a_dedicated_executor_for_good_and_is_reported_once()
    {
        var executor = new DedicatedExecutor("under test", Report);
        var ran = 0;
        executor.Post(() => throw new InvalidOperationException("planted"));
        executor.Post(() => ran++);
        executor.Dispose();
        Assert.Equal(0, ran);
        Assert.Equal("planted", Assert.Single(_faults).Fault.Message);
    }

    [Fact]
    public void Disposal_of_a_dedicated_executor_runs_what_was_posted_before_it()
    {
        var executor = new DedicatedExecutor("under test", Report);
        var ran = 0;
        for (var i = 0; i < 1000; i++)
            executor.Post(() => ran++);
        executor.Dispose();
        Assert.Equal(1000, ran);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task An_invoked_function_s_exception_reaches_its_caller_and_stops_the_executor()
    {
        var executor = Make(Kind.Combining, out _);
        await Assert.ThrowsAsync<InvalidOperationException>(() => executor.InvokeAsync<int>(static () => throw new InvalidOperationException("planted")));
        Assert.Single(_faults);
    }

    private Executor Make(Kind kind, out IDisposable? end)
    {
        if (kind == Kind.Combining)
        {
            end = null;
            return new CombiningExecutor("under test", Report);
        }
        var dedicated = new DedicatedExecutor("under test", Report);
        end = dedicated;
        return dedicated;
    }

    private void Report(string name, Exception fault)
    {
        lock (_faults)
            _faults.Add((name, fault));
    }
}
