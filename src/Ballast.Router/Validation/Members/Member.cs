using Ballast.Router.Requests;

namespace Ballast.Router.Validation.Members;

/// <summary>One member of a request or of a structure in it.</summary>
internal sealed class Member(string name, Shape shape)
{
    public string Name => name;
    public Shape Shape => shape;
    public bool IsRequired { get; private init; }

    /// <summary>Of a version to come: refused by name unless it asks for nothing.</summary>
    public bool IsLater { get; private init; }

    /// <summary>Its name in error messages: in lower camel case.</summary>
    public string Path { get; } = char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Where <see cref="DataRequest"/> keeps it; unknown for members of requests about tables.</summary>
    public DataMember Data { get; } = DataMembers.Find(name);

    public static Member Required(string name, Shape shape) => new(name, shape) { IsRequired = true };

    public static Member Later(string name) => new(name, Shapes.Free) { IsLater = true };
}
