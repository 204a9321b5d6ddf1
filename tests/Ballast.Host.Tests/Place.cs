namespace Ballast.Host.Tests;

/// <summary>A temporary directory for one test, in which the program runs.</summary>
internal sealed class Place : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ballast-host-").FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    public Task<ServerProcess> ServeAsync(params string[] arguments) => ServerProcess.StartAsync(Path, arguments.Length == 0 ? ["--port", "0"] : arguments);

    public Task<ServerProcess> ServeAsync(string[] arguments, Dictionary<string, string> environment) => ServerProcess.StartAsync(Path, arguments, environment);

    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => ServerProcess.RunAsync(Path, arguments);

    public Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, Dictionary<string, string> environment) =>
        ServerProcess.RunAsync(Path, arguments, environment);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
