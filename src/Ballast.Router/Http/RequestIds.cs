using Ballast.Foundation;

namespace Ballast.Router.Http;

/// <summary>Request ids as AWS writes them: 52 characters of A-Z and 0-9.</summary>
internal static class RequestIds
{
    private const int Length = 52;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    // Five bits a character, twelve characters a draw.
    public static string Next(Chance chance) => string.Create(Length, chance, static (target, chance) =>
    {
        ulong bits = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (i % 12 == 0)
                bits = chance.NextUInt64();
            target[i] = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }
    });
}
