namespace Ballast.Foundation.Executors;

/// <summary>A work item from a delegate, for paths where an allocation does not matter.</summary>
public sealed class DelegateWork(Action action) : IWorkItem
{
    public void Run() => action();
}

public static class ExecutorExtensions
{
    public static void Post(this Executor executor, Action action) => executor.Post(new DelegateWork(action));

    /// <summary>Runs <paramref name="function"/> on the executor; the task ends with its value or its exception.</summary>
    public static Task<T> InvokeAsync<T>(this Executor executor, Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        executor.Post(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception e)
            {
                done.SetException(e);
                throw;
            }
        });
        return done.Task;
    }
}
