using System.Collections;
using System.Globalization;
using System.Reflection;

using Ballast.Foundation.Buffers;
using Ballast.Model.Expressions;
using Ballast.Node.Calls;
using Ballast.Replication.Messages;
using Ballast.Storage.Snapshots;
using Ballast.Transport.Messages;

using Google.Protobuf;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Everything that a message holds, as text by the way to it, so that two can be compared whatever they are made of.</summary>
internal static class Shape
{
    // What a call holds while it is on its way; no message has it.
    private static readonly string[] OnTheWay = ["Group", "Tries", "AskedNode", "ChangesSeen", "MayBeFound", "WaitsSince", "Ended", "ReadAt", "Place", "FetchedBytes"];

    public static string Of(object? value) => string.Join('\n', Parts(value).Select(static part => $"{part.Way} = {part.Text}"));

    public static List<(string Way, string Text)> Parts(object? value)
    {
        var parts = new List<(string, string)>();
        Add(parts, value?.GetType().Name ?? "", value);
        return parts;
    }

    private static void Add(List<(string, string)> parts, string way, object? value)
    {
        if (TextOf(value) is { } text)
            parts.Add((way, text));
        else if (value is IEnumerable list)
            AddAll(parts, way, list);
        else
            AddProperties(parts, way, value!);
    }

    private static void AddProperties(List<(string, string)> parts, string way, object value)
    {
        parts.Add((way, value.GetType().Name));
        foreach (var property in PropertiesOf(value))
            Add(parts, $"{(HasWayOfItsOwn(value) ? property.DeclaringType!.Name : way)}.{property.Name}", property.GetValue(value));
    }

    private static void AddAll(List<(string, string)> parts, string way, IEnumerable list)
    {
        var count = 0;
        foreach (var element in list)
        {
            Add(parts, $"{way}[{count}]", element);
            count++;
        }
        parts.Add(($"{way}.Count", count.ToString(CultureInfo.InvariantCulture)));
    }

    private static string? TextOf(object? value) => value switch
    {
        null => "none",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        ByteBuffer buffer => Convert.ToHexString(buffer.Written),
        ConditionExpression condition => Convert.ToHexString(ConditionCodec.Of(condition).ToByteArray()),
        UpdateExpression update => Convert.ToHexString(UpdateCodec.Of(update).ToByteArray()),
        CheckpointPosition position => Hex(position),
        // The elements of a roll.
        System.Runtime.CompilerServices.ITuple pair => $"{pair[0]} {pair[1]}",
        string text => text,
        _ when value.GetType() is { IsPrimitive: true } or { IsEnum: true } || IsPlain(value.GetType()) => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    // Whatever it is in: so that what one sample leaves out another may say.
    private static bool HasWayOfItsOwn(object value) => value is ReplicaCall or GroupMessage;

    private static bool IsPlain(Type type) => type == typeof(TimeSpan) || type.Namespace == "Ballast.Foundation.Identity";

    private static IEnumerable<PropertyInfo> PropertiesOf(object value)
    {
        var flags = BindingFlags.Instance | BindingFlags.Public | (value is ReplicaCall ? BindingFlags.NonPublic : 0);
        return value.GetType().GetProperties(flags)
            .Where(property => property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike && property.Name != "EqualityContract"
                && !(value is ReplicaCall && OnTheWay.Contains(property.Name)));
    }

    private static string Hex(CheckpointPosition position)
    {
        var bytes = new byte[position.Bytes];
        position.Write(bytes);
        return Convert.ToHexString(bytes);
    }
}
