using System.Buffers;

using Ballast.Node.Links;
using Ballast.Transport.Messages;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Short ways to bytes and back.</summary>
internal static class Coded
{
    public static byte[] Of(NodeMessage message)
    {
        var target = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(message, target);
        return target.WrittenSpan.ToArray();
    }

    public static NodeMessage? Read(byte[] bytes) => MessageCodec.Decode(new ReadOnlySequence<byte>(bytes), Samples.From, Samples.To);

    public static MessageFault FaultOf(byte[] bytes)
    {
        MessageCodec.Decode(new ReadOnlySequence<byte>(bytes), Samples.From, Samples.To, out var fault);
        return fault;
    }

    public static T Again<T>(T message)
        where T : NodeMessage =>
        Assert.IsType<T>(Read(Of(message)));
}
