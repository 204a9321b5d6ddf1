namespace Ballast.Model.Numbers;

/// <summary>What became of a number that was read or computed.</summary>
public enum NumberParse
{
    Ok,

    /// <summary>The text is no number.</summary>
    NotANumber,

    /// <summary>More than <see cref="NumberEncoding.DigitsMax"/> significant digits.</summary>
    TooManyDigits,

    /// <summary>Magnitude above 9.99...E+125.</summary>
    Overflow,

    /// <summary>Magnitude below 1E-130, and not zero.</summary>
    Underflow,
}
