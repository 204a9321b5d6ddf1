namespace Ballast.Hosting;

internal static partial class ServerMessages
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The executor {Executor} met a bug. The process ends; what was acknowledged is in the log.")]
    public static partial void ExecutorFault(ILogger logger, string executor, Exception fault);
}
