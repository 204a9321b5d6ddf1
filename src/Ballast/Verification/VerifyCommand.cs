using Ballast.Hosting;

namespace Ballast.Verification;

/// <summary>The sub-command <c>verify</c>: shows what each replica of a running server holds, and whether all of a partition are equal.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static async Task<ExitCode> RunAsync(Uri endpoint, TextWriter output, TextWriter errors)
    {
        string text;
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            text = await client.GetStringAsync(new Uri(endpoint, ReplicaPage.Path));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"ballast: {endpoint} does not tell of its replicas: {e.Message}");
            return ExitCode.Unavailable;
        }
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).ToList();
        await output.WriteLineAsync($"{"partition",-12}{"node",-6}{"slot",-14}{"rows",-14}checksum");
        var differing = 0;
        foreach (var group in lines.GroupBy(static line => line[0]))
        {
            foreach (var line in group)
                await output.WriteLineAsync(line.Length == 5 ? $"{line[0],-12}{line[1],-6}{line[2],-14}{line[3],-14}{line[4]}" : $"{line[0],-12}{line[1],-6}no replica in service");
            if (group.Any(static line => line.Length < 5) || group.Select(static line => string.Join(' ', line[2..])).Distinct().Count() > 1)
                differing++;
        }
        var groups = lines.Select(static line => line[0]).Distinct().Count();
        await output.WriteLineAsync();
        await output.WriteLineAsync(differing == 0
            ? $"{groups} partitions: all replicas are equal."
            : $"{differing} of {groups} partitions are not equal on all nodes, or were written while they were compared.");
        return differing == 0 ? ExitCode.Success : ExitCode.NotEqual;
    }
}
