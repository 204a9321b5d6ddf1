using System.Diagnostics;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Waits for what real sockets and threads do in their own time.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(2);

    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        for (var watch = Stopwatch.StartNew(); !holds();)
        {
            Assert.True(watch.Elapsed < Deadline, $"not within {Deadline}: {what}");
            await Task.Delay(LookPeriod);
        }
    }

    public static Task<T> InTimeAsync<T>(Task<T> task) => task.WaitAsync(Deadline);

    public static bool InTime(ManualResetEventSlim done) => done.Wait(Deadline);
}
