using System.Collections.Concurrent;

using Ballast.Foundation;

namespace Ballast.Router.Http;

/// <summary>Calls kept for reuse; at most <see cref="KeptMax"/> wait here, each with small buffers.</summary>
internal sealed class CallPool(Chance chance)
{
    private const int KeptMax = 1024;
    private readonly ConcurrentQueue<ApiCall> _free = new();
    private readonly Lock _lock = new();

    public ApiCall Rent()
    {
        if (_free.TryDequeue(out var call))
            return call;
        lock (_lock)
            return new ApiCall(chance.Fork());
    }

    public void Return(ApiCall call)
    {
        call.End();
        if (_free.Count < KeptMax)
            _free.Enqueue(call);
        else
            call.Dispose();
    }
}
