using System.Security.Cryptography;
using System.Text;

namespace Ballast.Router.Authentication;

/// <summary>Derived signing keys, kept because deriving one costs more than checking a signature with it.</summary>
/// <remarks>Thread-safe. A key holds for one access key, day, Region and service; the oldest leave at <see cref="KeysMax"/>.</remarks>
internal sealed class SigningKeys
{
    private const int KeysMax = 1024;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> _keys =
        new Dictionary<string, byte[]>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Queue<string> _order = new();

    /// <summary>The key for <paramref name="claim"/>'s scope: a chain of four HMACs from the secret.</summary>
    public byte[] For(in SignatureClaim claim, string secret)
    {
        var length = claim.AccessKey.Length + 1 + claim.Scope.Length;
        Span<char> name = length <= 256 ? stackalloc char[length] : new char[length];
        claim.AccessKey.CopyTo(name);
        name[claim.AccessKey.Length] = '/';
        claim.Scope.CopyTo(name[(claim.AccessKey.Length + 1)..]);
        lock (_lock)
        {
            if (_keys.TryGetValue(name, out var known))
                return known;
        }
        var key = Derive(claim, secret);
        lock (_lock)
            KeepUnderLock(name.ToString(), key);
        return key;
    }

    private void KeepUnderLock(string name, byte[] key)
    {
        if (!_keys.Dictionary.TryAdd(name, key))
            return;
        _order.Enqueue(name);
        if (_order.Count > KeysMax)
            _keys.Dictionary.Remove(_order.Dequeue());
    }

    private static byte[] Derive(in SignatureClaim claim, string secret)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        key = Mac(key, claim.ScopeDate);
        key = Mac(key, claim.Region);
        key = Mac(key, claim.Service);
        return Mac(key, SignatureClaim.KnownTerminator);
    }

    private static byte[] Mac(byte[] key, ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return HMACSHA256.HashData(key, bytes);
    }
}
