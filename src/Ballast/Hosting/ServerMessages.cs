namespace Ballast.Hosting;

internal static partial class ServerMessages
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The executor {Executor} met a bug. The process ends; what was acknowledged is in the log.")]
    public static partial void ExecutorFault(ILogger logger, string executor, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node waits for others: without a majority nothing can be served. {Why}")]
    public static partial void Waiting(ILogger logger, string why);
}
