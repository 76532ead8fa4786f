using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Tokitai.Memory;
using Xunit;

namespace Tokitai.Tests.Memory;

public sealed unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1_000_003)]
    public void Memory_is_aligned_and_zero(long length)
    {
        using AlignedBuffer buffer = AlignedBuffer.Allocate(length);
        using BufferLease lease = buffer.Lease(buffer);
        Assert.Equal(0, (nint)lease.Pointer % 64);
        for (long i = 0; i < length; i++) Assert.Equal(0, lease.Pointer[i]);
    }

    /// <summary>From 8 MB on a buffer starts at a huge page, so that the system can lay such pages under all of it.</summary>
    [Fact]
    public void Large_buffers_start_at_huge_pages()
    {
        const long Smallest = (HugePages.SmallestBuffer - AlignedBuffer.Slack) / sizeof(float);
        for (int i = 0; i < 3; i++)
        {
            using AlignedBuffer buffer = AlignedBuffer.Allocate(Smallest + (1000 * i));
            using BufferLease lease = buffer.Lease(buffer);
            Assert.Equal(0, (nint)lease.Pointer % HugePages.PageBytes);
            lease.Pointer[buffer.Length - 1] = 42;
            Assert.Equal(0, lease.Pointer[0]);
        }
    }

    /// <summary>Linux keeps a line for each range of memory; "hg" among its flags says that huge pages are asked for.</summary>
    [Fact]
    public void Linux_is_asked_for_huge_pages()
    {
        const string Maps = "/proc/self/smaps", Setting = "/sys/kernel/mm/transparent_hugepage/enabled";
        if (!OperatingSystem.IsLinux() || !File.Exists(Maps) || !File.Exists(Setting)) return;
        using AlignedBuffer buffer = AlignedBuffer.Allocate(HugePages.SmallestBuffer);
        using BufferLease lease = buffer.Lease(buffer);
        Assert.Contains(" hg", FlagsOf((ulong)lease.Pointer + HugePages.PageBytes, File.ReadLines(Maps)));
    }

    private static string FlagsOf(ulong address, IEnumerable<string> maps)
    {
        bool found = false;
        foreach (string line in maps)
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2)
            {
                found = Convert.ToUInt64(range[0], 16) <= address && address < Convert.ToUInt64(range[1], 16);
            }
            else if (found && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }

    /// <summary>2^30 floats are 4 GiB: lengths and offsets must not be 32 bits anywhere. Untouched pages cost nothing.</summary>
    [Fact]
    public void Buffers_pass_two_gibibytes()
    {
        const long Length = (1L << 30) + 5;
        using AlignedBuffer buffer = AlignedBuffer.Allocate(Length);
        using BufferLease lease = buffer.Lease(buffer);
        lease.Pointer[Length - 1] = 42;
        Assert.Equal(42, lease.Pointer[Length - 1]);
        Assert.Equal(0, lease.Pointer[1L << 29]);
        new FloatSpan(lease.Pointer + Length - 10, 10).Clear();
        Assert.Equal(0, lease.Pointer[Length - 1]);
    }

    [Fact]
    public void A_disposed_buffer_gives_no_lease()
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(16);
        buffer.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() =>
        {
            using BufferLease lease = buffer.Lease("the owner");
        });
        Assert.Contains("System.String", error.ObjectName);
    }

    [Fact]
    public void Memory_outlives_a_dispose_until_the_last_lease_ends()
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(1 << 20);
        using (BufferLease lease = buffer.Lease(buffer))
        {
            buffer.Dispose();
            Assert.False(buffer.IsInvalid);

            // Would crash the process if the memory were gone (a megabyte goes back to the system at once).
            for (int i = 0; i < 1 << 20; i += 1024) lease.Pointer[i] = i;
            Assert.Equal(1024, lease.Pointer[1024]);
        }

        Assert.True(buffer.IsClosed);
    }

    /// <summary>Buffers that nobody disposes are collected: the collector knows how much hangs on each small object.</summary>
    [Fact]
    public void Forgotten_buffers_are_collected()
    {
        int before = GC.CollectionCount(2);

        // The objects themselves are a few dozen bytes: far too few to cause a collection. The collector waits a little between two
        // collections that native memory causes, hence the pauses.
        for (int i = 0; i < 400 && GC.CollectionCount(2) == before; i++)
        {
            _ = AlignedBuffer.Allocate(1 << 24);
            Thread.Sleep(5);
        }

        Assert.True(GC.CollectionCount(2) > before);
    }

    [Fact]
    public void Impossible_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AlignedBuffer.Allocate(-1));
        Assert.ThrowsAny<Exception>(() => AlignedBuffer.Allocate(long.MaxValue));
    }
}
