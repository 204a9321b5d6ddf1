namespace Ballast.Processes;

/// <summary>What a node tells of one member of a group.</summary>
/// <param name="Held">Slot, rows and checksum; null where the member has no tree in service, as a log replica has none.</param>
public sealed record ReplicaLine(string Group, int Node, string? Held)
{
    /// <summary>The lines of GET /replicas.</summary>
    public static IReadOnlyList<ReplicaLine> Parse(string page) =>
        [.. page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Of(line.Split(' ')))];

    private static ReplicaLine Of(string[] parts) => new(parts[0], Ordinal(parts[1]), parts.Length == 5 ? string.Join(' ', parts[2..]) : null);

    private static int Ordinal(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
