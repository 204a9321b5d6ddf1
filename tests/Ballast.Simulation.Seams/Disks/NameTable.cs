using Ballast.Foundation;

namespace Ballast.Simulation.Disks;

/// <summary>Which name is which file: as programs see it, as the medium has it, and the unsynced changes between.</summary>
/// <remarks>Each unsynced change survives a power cut, or does not, on its own: POSIX promises no order. Guarded by its disk's lock.</remarks>
internal sealed class NameTable
{
    private readonly SortedDictionary<string, FileContent> _seen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileContent> _medium = new(StringComparer.Ordinal);
    private readonly List<Change> _unsynced = [];

    private readonly record struct Change(FileContent Content, string? From, string? To);

    public IReadOnlyCollection<string> Names => _seen.Keys;

    public long TotalBytes => _seen.Values.Sum(content => content.Length);

    public FileContent? Find(string name) => _seen.GetValueOrDefault(name);

    public void Create(string name, FileContent content) => Apply(new Change(content, null, name));

    public void Delete(string name, FileContent content) => Apply(new Change(content, name, null));

    public void Rename(string from, string to, FileContent content) => Apply(new Change(content, from, to));

    public void Sync()
    {
        foreach (var change in _unsynced)
            ApplyTo(_medium, change);
        _unsynced.Clear();
    }

    /// <summary>What a power cut now would leave.</summary>
    public NameTable Survivor(Chance chance)
    {
        var medium = new SortedDictionary<string, FileContent>(_medium, StringComparer.Ordinal);
        var survival = Survival.Draw(chance);
        foreach (var change in _unsynced)
            if (survival.Keeps(chance))
                ApplyTo(medium, change);
        return Mapped(medium, content => content.Survivor(chance));
    }

    public NameTable Clone()
    {
        var copies = new Dictionary<FileContent, FileContent>();
        FileContent Copy(FileContent content) => copies.TryGetValue(content, out var copy) ? copy : copies[content] = content.Clone();

        var clone = new NameTable();
        foreach (var (name, content) in _seen)
            clone._seen.Add(name, Copy(content));
        foreach (var (name, content) in _medium)
            clone._medium.Add(name, Copy(content));
        foreach (var change in _unsynced)
            clone._unsynced.Add(change with { Content = Copy(change.Content) });
        return clone;
    }

    private void Apply(Change change)
    {
        ApplyTo(_seen, change);
        _unsynced.Add(change);
    }

    private static NameTable Mapped(SortedDictionary<string, FileContent> names, Func<FileContent, FileContent> map)
    {
        var mapped = new Dictionary<FileContent, FileContent>();
        var table = new NameTable();
        foreach (var (name, content) in names)
        {
            // Half a rename can leave two names for one file.
            if (!mapped.TryGetValue(content, out var copy))
                mapped.Add(content, copy = map(content));
            table._seen.Add(name, copy);
            table._medium.Add(name, copy);
        }
        return table;
    }

    private static void ApplyTo(SortedDictionary<string, FileContent> names, Change change)
    {
        if (change.From is not null && names.TryGetValue(change.From, out var content) && content == change.Content)
            names.Remove(change.From);
        if (change.To is not null)
            names[change.To] = change.Content;
    }
}
