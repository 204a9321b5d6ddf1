using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Router.Requests;

namespace Ballast.Router.Data;

/// <summary>What the placeholders of a request weigh against their limit: their own names, and what they stand for, as in an item.</summary>
internal static class PlaceholderBytes
{
    public static long OfNames(DataRequest request)
    {
        long total = 0;
        foreach (var (placeholder, name) in request.Names)
            total += placeholder.Length + name.Length;
        return total;
    }

    public static long OfValues(DataRequest request) => ItemSize.Of(new DocumentView(request.Values.Written));
}
