using Tokitai.Kernels;
using Xunit;

namespace Tokitai.Tests.Kernels;

public sealed class RowTilesTests
{
    [Theory]
    [InlineData(4, 6)]
    [InlineData(8, 6)]
    [InlineData(16, 12)]
    public void Rows_are_cut_into_as_few_tiles_as_their_number_allows(int width, int mostRows)
    {
        for (int rows = 1; rows <= 200; rows++)
        {
            int tiles = 0;
            for (int left = rows; left > 0; left -= RowTiles.Next(width, left))
            {
                Assert.InRange(RowTiles.Next(width, left), 1, mostRows);
                tiles++;
            }

            Assert.Equal((rows + mostRows - 1) / mostRows, tiles);
        }
    }
}
