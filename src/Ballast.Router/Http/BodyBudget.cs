namespace Ballast.Router.Http;

/// <summary>Memory for the bodies of requests in flight, reserved before a body is read. Thread-safe.</summary>
internal sealed class BodyBudget(long bytesMax)
{
    private long _reserved;

    /// <summary>False when the bodies in flight would pass the bound; nothing is reserved then.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) <= bytesMax)
            return true;
        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _reserved, -bytes);
}
