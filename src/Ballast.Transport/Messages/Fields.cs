using Ballast.Foundation.Identity;
using Ballast.Model.Documents;

using Google.Protobuf;

namespace Ballast.Transport.Messages;

/// <summary>Ids, positions and bytes as fields.</summary>
internal static class Fields
{
    private const int RoundShift = 32;

    public static ulong Of(Ballot ballot) => (ulong)ballot.Round << RoundShift | ballot.Node.Value;

    /// <summary>The bytes where they lie; they must stay as they are until they are written.</summary>
    public static ByteString Wrap(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(bytes);

    public static Ballot BallotOf(ulong field) => new((uint)(field >> RoundShift), new NodeId((uint)(field & uint.MaxValue)));

    public static bool IsBallot(ulong field) => field >> RoundShift <= MessageBounds.RoundMax;

    public static bool IsCount(ulong field) => field <= MessageBounds.CountMax;

    public static bool IsTime(long field) => field is <= MessageBounds.TicksMax and >= -MessageBounds.TicksMax;

    public static bool IsDocument(ByteString field) => DocumentVerifier.Verify(field.Span);

    /// <summary>A document, or nothing.</summary>
    public static bool IsDocumentOrNone(ByteString field) => field.IsEmpty || IsDocument(field);
}
