using System;

namespace Tokitai.Memory;

/// <summary>A run of native floats that may be longer than a <see cref="Span{T}"/> can be.</summary>
internal readonly unsafe struct FloatSpan(float* pointer, long length)
{
    private const int Chunk = 1 << 30;

    /// <summary>Sets all floats to 0.</summary>
    public void Clear()
    {
        for (long done = 0; done < length; done += Chunk)
        {
            new Span<float>(pointer + done, (int)Math.Min(Chunk, length - done)).Clear();
        }
    }
}
