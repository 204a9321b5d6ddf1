using Ballast.Foundation.Executors;

namespace Ballast.Node.Checkpoints;

/// <summary>A checkpoint as its pace sees it: steps on an executor that may block, then an end.</summary>
internal interface ICheckpointSteps
{
    /// <summary>Whether writers wait for it.</summary>
    bool IsUrgent { get; }

    /// <summary>Writes a bounded part; false when there is nothing left to do.</summary>
    bool Step();

    /// <summary>Hands the finished checkpoint back to its owner.</summary>
    void Finished();
}

/// <summary>Runs checkpoints on the node's file executor with rests between their steps, so that the disk stays free for the log.</summary>
/// <remarks>A step is followed by a rest of <see cref="RestPerStep"/> times its own length, at most <see cref="RestMax"/>; none while writers wait.</remarks>
internal sealed class CheckpointPace(TimeProvider time, Executor executor)
{
    private const int RestPerStep = 1;
    private static readonly TimeSpan RestMax = TimeSpan.FromMilliseconds(200);

    public void Run(ICheckpointSteps steps) => executor.Post(new Course(time, executor, steps));

    private sealed class Course : IWorkItem
    {
        private readonly TimeProvider _time;
        private readonly Executor _executor;
        private readonly ICheckpointSteps _steps;
        private readonly ITimer _rest;

        public Course(TimeProvider time, Executor executor, ICheckpointSteps steps)
        {
            _time = time;
            _executor = executor;
            _steps = steps;
            _rest = time.CreateTimer(_ => executor.Post(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Run()
        {
            var began = _time.GetTimestamp();
            if (!_steps.Step())
            {
                _rest.Dispose();
                _steps.Finished();
            }
            else if (_steps.IsUrgent)
                _executor.Post(this);
            else
                _rest.Change(Rest(_time.GetElapsedTime(began)), Timeout.InfiniteTimeSpan);
        }

        private static TimeSpan Rest(TimeSpan step) => step * RestPerStep < RestMax ? step * RestPerStep : RestMax;
    }
}
