using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class StepLogTests
{
    private static readonly RunKey Key = new("moe", RunPhase.Comparison, 7, 0.25f);

    [Fact]
    public void A_row_has_every_field()
    {
        using var temporary = new Temporary();
        string line = Assert.Single(Written(temporary, log => log.Write(Key, Row(3))));
        Assert.Equal(
            """{"arm":"moe","phase":"comparison","seed":7,"largest_learning_rate":0.25,"step":3,"loss":2.5,"loss_outcome":2,"loss_aux":0.5,"""
            + """
            "auxiliary_loss":0.125,"learning_rate":0.0625,"gradient_norm":1.5,"samples_per_second":1000,"per_expert_share":[0.5,0.25,0.25],"router_entropy":0.75}
            """,
            line);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null()
    {
        using var temporary = new Temporary();
        string line = Assert.Single(Written(temporary, log => log.Write(Key, Row(0) with { Loss = double.NaN, GradientNorm = double.PositiveInfinity })));
        using JsonDocument row = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Null, row.RootElement.GetProperty("loss").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.RootElement.GetProperty("gradient_norm").ValueKind);
    }

    [Fact]
    public void Rows_of_several_threads_stay_whole()
    {
        using var temporary = new Temporary();
        string[] lines = Written(temporary, log => Parallel.For(0, 500, i => log.Write(Key with { Seed = (ulong)i }, Row(i))));
        ulong[] seeds = [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("seed").GetUInt64())];
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (ulong)i), seeds.Order());
    }

    [Fact]
    public void An_earlier_file_stays_until_the_new_one_is_complete()
    {
        using var temporary = new Temporary();
        string path = temporary["steps.jsonl"];
        File.WriteAllText(path, "old");
        using (var log = new StepLog(path)) log.Write(Key, Row(0));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(File.ReadAllLines(path + ".unfinished"));
        Written(temporary, log => log.Write(Key, Row(1)));
        Assert.Single(Directory.GetFiles(temporary.Folder));
    }

    [Fact]
    public void A_file_that_could_not_be_written_leaves_the_old_one()
    {
        using var temporary = new Temporary();
        string path = temporary["summary.md"];
        OutputFile.Write(path, stream => stream.WriteByte((byte)'1'));
        Assert.Throws<NotSupportedException>(() => OutputFile.Write(path, stream =>
        {
            stream.WriteByte((byte)'2');
            throw new NotSupportedException();
        }));
        Assert.Equal("1", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(temporary.Folder));
    }

    private static StepRow Row(long step) => new(step, 2.5, [2, 0.5], 0.125, 0.0625f, 1.5, 1000.2, [0.5, 0.25, 0.25], 0.75);

    private static string[] Written(Temporary temporary, Action<StepLog> write)
    {
        using var log = new StepLog(temporary["steps.jsonl"]);
        write(log);
        log.Complete();
        return File.ReadAllLines(temporary["steps.jsonl"]);
    }
}
