namespace Ballast.Hosting;

/// <summary>Why the server cannot start; the message is the one line that the operator sees.</summary>
internal class StartException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code => code;
}
