namespace Tokitai;

/// <summary>
/// An encoding of features by the Monna map; it has no parameters. Made by generated code; see <see cref="PadicEncodingAttribute"/>.
/// </summary>
public readonly struct PadicEncoding
{
    internal PadicEncoding(int first, int count, int radix, int digits)
    {
        First = first;
        Count = count;
        Base = radix;
        Digits = digits;
    }

    /// <summary>First feature that is encoded.</summary>
    public int First { get; }

    /// <summary>Number of features that are encoded.</summary>
    public int Count { get; }

    /// <summary>Base of the digits.</summary>
    public int Base { get; }

    /// <summary>Number of digits.</summary>
    public int Digits { get; }
}
