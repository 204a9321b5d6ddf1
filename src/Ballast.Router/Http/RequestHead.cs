namespace Ballast.Router.Http;

/// <summary>What comes before the body: method, scheme, path, query and the headers, which keep their case-insensitive names.</summary>
public interface IRequestHead
{
    string Method { get; }

    /// <summary><c>http</c> or <c>https</c>, as the client sees it.</summary>
    string Scheme { get; }

    string Path { get; }

    /// <summary>The raw query with its leading question mark, or empty.</summary>
    string Query { get; }

    /// <summary>A header's value, several joined by commas; null when it is absent.</summary>
    string? Header(string name);
}
