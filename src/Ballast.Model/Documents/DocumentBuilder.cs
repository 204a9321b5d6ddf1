using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ballast.Foundation.Buffers;
using Ballast.Model.Numbers;

namespace Ballast.Model.Documents;

/// <summary>Writes documents and values in their canonical form (docs/formats/document.md), as a stream of calls.</summary>
/// <remarks>
/// Names and set elements may arrive in any order. Outside of a document or container, values and documents are appended one after
/// another, so one builder can hold many; <see cref="Length"/> tells where each begins. Not thread-safe; reused by its owner without
/// allocating. After a problem only <see cref="Reset"/> makes sense.
/// </remarks>
public sealed class DocumentBuilder : IDisposable
{
    /// <summary>Maps and lists inside each other below the document itself: of the service's 32 levels a scalar takes one.</summary>
    public const int NestingMax = 31;

    // The outside, the document, the nesting, and a set in the innermost.
    private const int FramesMax = NestingMax + 3;

    private readonly ByteBuffer _bytes = new();
    private readonly EntryIndex _entries;
    private readonly Frame[] _frames = new Frame[FramesMax];
    private int _top;
    private int _nesting;
    private int _openStart;
    private int _openBytesMax;

    public DocumentBuilder() => _entries = new EntryIndex(_bytes);

    /// <summary>Everything since <see cref="Reset"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _bytes.Written;

    /// <summary>As <see cref="Written"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.WrittenMemory;

    /// <summary>The number of bytes written.</summary>
    public int Length => _bytes.Count;

    public void Reset()
    {
        _bytes.Clear();
        _entries.Clear();
        _top = 0;
        _nesting = 0;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _entries.Dispose();
    }

    /// <summary>Opens a document: an item's attributes. Only outside of any other.</summary>
    public void BeginDocument()
    {
        Invariant.Holds(_top == 0);
        Open(FrameKind.Document, 0);
    }

    /// <summary>Closes the document: <see cref="DocumentProblem.DuplicateName"/>, or none.</summary>
    public DocumentProblem EndDocument()
    {
        Invariant.Holds(_frames[_top].Kind == FrameKind.Document);
        return Close(DocumentProblem.DuplicateName);
    }

    /// <summary>The name of the next value of the open document or map.</summary>
    public void Name(ReadOnlySpan<byte> utf8)
    {
        ref var frame = ref _frames[_top];
        Invariant.Holds(frame.Kind is FrameKind.Document or FrameKind.Map);
        Element(ref frame, utf8);
    }

    public void String(ReadOnlySpan<byte> utf8) => Bytes(ValueTag.String, utf8);

    public void Binary(ReadOnlySpan<byte> bytes) => Bytes(ValueTag.Binary, bytes);

    /// <summary>A number from its text. Nothing is written unless the result is <see cref="NumberParse.Ok"/>.</summary>
    public NumberParse Number(ReadOnlySpan<byte> asciiText)
    {
        var target = _bytes.GetSpan(2 + NumberEncoding.EncodedBytesMax);
        var result = NumberText.TryParse(asciiText, target[2..], out var length);
        if (result != NumberParse.Ok)
            return result;
        CountValue();
        target[0] = (byte)ValueTag.Number;
        target[1] = (byte)length;
        _bytes.Advance(2 + length);
        return NumberParse.Ok;
    }

    /// <summary>A number that is already encoded.</summary>
    public void NumberEncoded(ReadOnlySpan<byte> encoded)
    {
        CountValue();
        var target = _bytes.GetSpan(2 + encoded.Length);
        target[0] = (byte)ValueTag.Number;
        target[1] = (byte)encoded.Length;
        encoded.CopyTo(target[2..]);
        _bytes.Advance(2 + encoded.Length);
    }

    public void Null() => TagOnly(ValueTag.Null);

    public void Bool(bool value) => TagOnly(value ? ValueTag.True : ValueTag.False);

    /// <summary>A value that is already encoded, tag and payload. Its own nesting is the caller's to bound.</summary>
    public void Raw(ReadOnlySpan<byte> encodedValue)
    {
        CountValue();
        _bytes.Write(encodedValue);
    }

    /// <summary>A whole document that is already encoded. Only outside of any other.</summary>
    public void RawDocument(ReadOnlySpan<byte> encodedDocument)
    {
        Invariant.Holds(_top == 0);
        _bytes.Write(encodedDocument);
    }

    /// <summary>Opens a map value: <see cref="DocumentProblem.NestingTooDeep"/>, or none.</summary>
    public DocumentProblem BeginMap() => Nest(FrameKind.Map, ValueTag.Map);

    /// <summary>Closes the map: <see cref="DocumentProblem.DuplicateName"/>, or none.</summary>
    public DocumentProblem EndMap()
    {
        Invariant.Holds(_frames[_top].Kind == FrameKind.Map);
        _nesting--;
        return Close(DocumentProblem.DuplicateName);
    }

    /// <summary>Opens a list value: <see cref="DocumentProblem.NestingTooDeep"/>, or none.</summary>
    public DocumentProblem BeginList() => Nest(FrameKind.List, ValueTag.List);

    public void EndList()
    {
        Invariant.Holds(_frames[_top].Kind == FrameKind.List);
        _nesting--;
        Close(DocumentProblem.None);
    }

    /// <summary>Opens a string, number or binary set.</summary>
    public void BeginSet(ValueTag tag)
    {
        Invariant.Holds(ValueTags.IsSet(tag));
        CountValue();
        Open(FrameKind.Set, tag);
    }

    /// <summary>An element of the open set; in a number set its encoding.</summary>
    public void SetElement(ReadOnlySpan<byte> bytes)
    {
        ref var frame = ref _frames[_top];
        Invariant.Holds(frame.Kind == FrameKind.Set);
        frame.Count++;
        Element(ref frame, bytes);
    }

    /// <summary>An element of the open number set from its text.</summary>
    public NumberParse SetNumber(ReadOnlySpan<byte> asciiText)
    {
        Span<byte> encoded = stackalloc byte[NumberEncoding.EncodedBytesMax];
        var result = NumberText.TryParse(asciiText, encoded, out var length);
        if (result == NumberParse.Ok)
            SetElement(encoded[..length]);
        return result;
    }

    /// <summary>Closes the set: <see cref="DocumentProblem.DuplicateSetElement"/>, <see cref="DocumentProblem.EmptySet"/>, or none.</summary>
    public DocumentProblem EndSet()
    {
        Invariant.Holds(_frames[_top].Kind == FrameKind.Set);
        var empty = _frames[_top].Count == 0;
        var problem = Close(DocumentProblem.DuplicateSetElement);
        return empty ? DocumentProblem.EmptySet : problem;
    }

    /// <summary>
    /// Room for a string or binary of at most <paramref name="bytesMax"/> bytes that the caller decodes in place;
    /// <see cref="CloseBytes"/> must be the next call.
    /// </summary>
    public Span<byte> OpenBytes(ValueTag tag, int bytesMax)
    {
        Invariant.Holds(tag is ValueTag.String or ValueTag.Binary);
        CountValue();
        _openStart = _bytes.Count + 1;
        _openBytesMax = bytesMax;
        var target = _bytes.GetSpan(1 + Varint.BytesMax + bytesMax);
        target[0] = (byte)tag;
        _bytes.Advance(1);
        return target.Slice(1 + Varint.SizeOf((uint)bytesMax), bytesMax);
    }

    /// <summary>Ends what <see cref="OpenBytes"/> began, with the bytes that were really used.</summary>
    public void CloseBytes(int length)
    {
        Invariant.Holds(_bytes.Count == _openStart && length <= _openBytesMax);
        var reserved = Varint.SizeOf((uint)_openBytesMax);
        var needed = Varint.SizeOf((uint)length);
        var target = _bytes.GetSpan(reserved + length);
        if (needed != reserved)
            target.Slice(reserved, length).CopyTo(target[needed..]);
        Varint.Write(target, (uint)length);
        _bytes.Advance(needed + length);
    }

    private void Bytes(ValueTag tag, ReadOnlySpan<byte> bytes)
    {
        CountValue();
        var target = _bytes.GetSpan(1 + Varint.BytesMax + bytes.Length);
        target[0] = (byte)tag;
        _bytes.Advance(1 + WriteBytes(target[1..], bytes));
    }

    // Length and bytes; nearly all names and many values are shorter than 128 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteBytes(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        var header = 1;
        if (bytes.Length < 0x80)
            target[0] = (byte)bytes.Length;
        else
            header = Varint.Write(target, (uint)bytes.Length);
        bytes.CopyTo(target[header..]);
        return header + bytes.Length;
    }

    private void TagOnly(ValueTag tag)
    {
        CountValue();
        _bytes.Write((byte)tag);
    }

    private void CountValue() => _frames[_top].Count++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Element(ref Frame frame, ReadOnlySpan<byte> bytes)
    {
        var start = _bytes.Count;
        _bytes.Advance(WriteBytes(_bytes.GetSpan(Varint.BytesMax + bytes.Length), bytes));
        var order = _entries.Push(start, bytes, _entries.Count == frame.FirstEntry);
        frame.Unsorted |= order < 0;
        frame.Repeated |= order == 0;
    }

    private DocumentProblem Nest(FrameKind kind, ValueTag tag)
    {
        if (_nesting == NestingMax)
            return DocumentProblem.NestingTooDeep;
        CountValue();
        _nesting++;
        Open(kind, tag);
        return DocumentProblem.None;
    }

    private void Open(FrameKind kind, ValueTag tag)
    {
        if (kind != FrameKind.Document)
        {
            var header = _bytes.GetSpan(Wire.ContainerHeaderBytes);
            header[0] = (byte)tag;
            _bytes.Advance(Wire.ContainerHeaderBytes);
        }
        _frames[++_top] = new Frame { Kind = kind, CountAt = _bytes.Count, FirstEntry = _entries.Count };
        // One byte for the count, which is enough below 128; Close makes room for more.
        _bytes.Write(0);
    }

    private DocumentProblem Close(DocumentProblem ifRepeated)
    {
        ref var frame = ref _frames[_top--];
        var unique = !frame.Repeated;
        if (frame.Unsorted)
            unique &= _entries.Sort(frame.FirstEntry);
        _entries.PopTo(frame.FirstEntry);
        WriteCount(frame.CountAt, frame.Count);
        if (frame.Kind != FrameKind.Document)
        {
            var written = _bytes.WrittenSpan;
            BinaryPrimitives.WriteUInt32LittleEndian(written[(frame.CountAt - Wire.LengthBytes)..], (uint)(written.Length - frame.CountAt));
        }
        return unique ? DocumentProblem.None : ifRepeated;
    }

    private void WriteCount(int at, int count)
    {
        if (count >= 0x80)
        {
            var body = _bytes.Count - at - 1;
            var more = Varint.SizeOf((uint)count) - 1;
            _bytes.GetSpan(more);
            _bytes.Advance(more);
            _bytes.WrittenSpan.Slice(at + 1, body).CopyTo(_bytes.WrittenSpan[(at + 1 + more)..]);
        }
        Varint.Write(_bytes.WrittenSpan[at..], (uint)count);
    }

    private enum FrameKind : byte
    {
        Outside,
        Document,
        Map,
        List,
        Set,
    }

    private struct Frame
    {
        public FrameKind Kind;
        public bool Unsorted;
        public bool Repeated;
        public int CountAt;
        public int Count;
        public int FirstEntry;
    }
}
