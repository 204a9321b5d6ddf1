using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Simulation.Executors;

namespace Ballast.Storage.Tests.Simulation;

public sealed class SimulatedExecutorsTests
{
    [Fact]
    public void Each_executor_keeps_its_order_and_the_seed_interleaves_them()
    {
        var orders = new HashSet<string>();
        for (ulong seed = 0; seed < 50; seed++)
        {
            var simulation = new SimulatedExecutors(new Chance(seed));
            var ran = new List<string>();
            foreach (var name in new[] { "a", "b" })
            {
                var executor = simulation.CreateSerial(name);
                for (var i = 0; i < 3; i++)
                {
                    var entry = name + i;
                    executor.Post(() => ran.Add(entry));
                }
            }
            Assert.Empty(ran);
            simulation.RunUntilIdle();
            Assert.Equal(["a0", "a1", "a2"], ran.Where(entry => entry[0] == 'a').ToArray());
            Assert.Equal(["b0", "b1", "b2"], ran.Where(entry => entry[0] == 'b').ToArray());
            orders.Add(string.Join(' ', ran));
        }
        Assert.True(orders.Count > 10);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        Assert.Equal(Trace(1), Trace(1));
        Assert.NotEqual(Trace(1), Trace(2));

        static uint Trace(ulong seed)
        {
            var simulation = new SimulatedExecutors(new Chance(seed));
            for (var e = 0; e < 4; e++)
            {
                var executor = simulation.CreateSerial("e");
                for (var i = 0; i < 10; i++)
                    executor.Post(() => { });
            }
            simulation.RunUntilIdle();
            Assert.Equal(40, simulation.StepCount);
            return simulation.TraceHash;
        }
    }

    [Fact]
    public void A_fault_stops_its_executor_and_no_other()
    {
        var simulation = new SimulatedExecutors(new Chance(1));
        var (bad, good) = (simulation.CreateSerial("bad"), simulation.CreateDedicated("good"));
        var ran = 0;
        bad.Post(() => throw new InvalidOperationException("broken"));
        bad.Post(() => ran += 100);
        good.Post(() => ran++);
        simulation.RunUntilIdle();
        bad.Post(() => ran += 100);
        simulation.RunUntilIdle();
        Assert.Equal(1, ran);
        Assert.Equal(("bad", "broken"), (simulation.Faults.Single().Executor, simulation.Faults.Single().Exception.Message));
    }

    [Fact]
    public void Awaits_continue_in_the_simulation_and_delays_take_only_virtual_time()
    {
        var simulation = new SimulatedExecutors(new Chance(1));
        var thread = Environment.CurrentManagedThreadId;
        var result = simulation.Run(
            async () =>
            {
                await Task.Yield();
                await Task.Delay(TimeSpan.FromHours(3), simulation.Time);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                return await simulation.CreateSerial("x").InvokeAsync(() => 42);
            },
            TimeSpan.FromHours(4));
        Assert.Equal((42, TimeSpan.FromHours(3)), (result, simulation.Time.Elapsed));
    }

    [Fact]
    public void What_never_ends_is_a_timeout()
    {
        var simulation = new SimulatedExecutors(new Chance(1));
        Assert.Throws<TimeoutException>(() => simulation.Run(() => new TaskCompletionSource<int>().Task, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromMinutes(1), simulation.Time.Elapsed);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_then_of_their_setting()
    {
        var simulation = new SimulatedExecutors(new Chance(1));
        var fired = new List<string>();
        void Set(string name, int seconds) => simulation.Time.CreateTimer(
            _ => fired.Add($"{name}@{simulation.Time.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        Set("b", 2);
        Set("a", 1);
        Set("c", 2);
        Set("d", 9);
        using var periodic = simulation.Time.CreateTimer(_ => fired.Add("p"), null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        simulation.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["a@1", "b@2", "c@2", "p", "p", "p"], fired);
        Assert.Equal(TimeSpan.FromSeconds(5), simulation.Time.Elapsed);
        periodic.Dispose();
        simulation.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("d@9", fired[^1]);
        Assert.Equal(7, fired.Count);
    }

    [Fact]
    public void Charged_time_delays_the_executor_and_what_it_posts_but_nobody_else()
    {
        var simulation = new SimulatedExecutors(new Chance(1));
        var (slow, other) = (simulation.CreateDedicated("slow"), simulation.CreateSerial("other"));
        var seen = new List<(string, double)>();
        void Note(string name) => seen.Add((name, simulation.Time.Elapsed.TotalMilliseconds));
        slow.Post(() =>
        {
            Note("sync");
            simulation.Charge(TimeSpan.FromMilliseconds(8));
            other.Post(() => Note("told"));
        });
        slow.Post(() => Note("next"));
        simulation.RunUntilIdle();
        Assert.Equal([("sync", 0.0)], seen);
        simulation.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal([("next", 8.0), ("sync", 0.0), ("told", 8.0)], seen.Order().ToArray());
    }

    [Fact]
    public void Work_from_a_foreign_thread_is_refused()
    {
        var executor = new SimulatedExecutors(new Chance(1)).CreateSerial("a");
        Exception? caught = null;
        var thread = new Thread(() => caught = Record.Exception(() => executor.Post(() => { })));
        thread.Start();
        thread.Join();
        Assert.IsType<InvariantViolatedException>(caught);
    }
}
