using System;
using DenseVsMoe;

return StudyProgram.Run(args, Console.Out, Console.Error);
