namespace Tokitai.Kernels;

/// <summary>The level of the cache that memory is asked for lines into, as a constant of the compiled kernel.</summary>
internal interface ICacheLevel
{
    /// <summary>Whether it is the first level, and not the second.</summary>
    static abstract bool IsFirst { get; }
}

/// <summary>The first level: small.</summary>
internal readonly struct IntoFirst : ICacheLevel
{
    public static bool IsFirst => true;
}

/// <summary>The second level.</summary>
internal readonly struct IntoSecond : ICacheLevel
{
    public static bool IsFirst => false;
}
