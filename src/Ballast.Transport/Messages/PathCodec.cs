using System.Text.Unicode;

using Ballast.Model.Expressions;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>The paths of a program, each once.</summary>
internal static class PathCodec
{
    /// <summary>Writes the paths, and numbers them.</summary>
    public static Dictionary<DocumentPath, uint> Write(IReadOnlyList<DocumentPath> paths, RepeatedField<Wire.Path> fields)
    {
        var numbers = new Dictionary<DocumentPath, uint>(paths.Count);
        var names = new LongBytes();
        for (var i = 0; i < paths.Count; i++)
        {
            fields.Add(Of(paths[i], names));
            numbers[paths[i]] = (uint)i;
        }
        return numbers;
    }

    /// <summary>Null when one of them is no path.</summary>
    public static List<DocumentPath>? Read(RepeatedField<Wire.Path> fields)
    {
        var paths = new List<DocumentPath>(fields.Count);
        var names = new LongBytesRead(static name => !name.IsEmpty && Utf8.IsValid(name.Span));
        foreach (var field in fields)
        {
            if (Read(field, names) is not { } path)
                return null;
            paths.Add(path);
        }
        return paths;
    }

    public static DocumentPath? At(List<DocumentPath> paths, uint number) => number < paths.Count ? paths[(int)number] : null;

    private static Wire.Path Of(DocumentPath path, LongBytes names)
    {
        var field = new Wire.Path();
        foreach (ref readonly var element in path.Elements)
            field.Steps.Add(element.IsIndex ? new Wire.Path.Types.Step { Index = (uint)element.Index } : StepOf(element.Name, names));
        return field;
    }

    private static Wire.Path.Types.Step StepOf(ReadOnlyMemory<byte> name, LongBytes names)
    {
        var again = names.NumberOf(name);
        return again == 0 ? new Wire.Path.Types.Step { Name = Fields.Wrap(name) } : new Wire.Path.Types.Step { NameAgain = again };
    }

    private static DocumentPath? Read(Wire.Path field, LongBytesRead names)
    {
        if (field.Steps.Count is 0 or > ExpressionLimits.PathElementsMax || field.Steps[0].HasIndex)
            return null;
        var elements = new PathElement[field.Steps.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            if (Read(field.Steps[i], names) is not { } element)
                return null;
            elements[i] = element;
        }
        return new DocumentPath(elements);
    }

    private static PathElement? Read(Wire.Path.Types.Step step, LongBytesRead names)
    {
        if (step.HasIndex)
            return step.Index <= int.MaxValue ? PathElement.At((int)step.Index) : null;
        return names.Read(step.Name, step.NameAgain) is { } name ? PathElement.Of(name) : null;
    }
}
