using System;

namespace Tokitai.Tests.Support;

/// <summary>Every optimizer, with settings that use all of its formulas.</summary>
internal static class EveryOptimizer
{
    public static readonly string[] Names = ["sgd", "nesterov", "adam", "adamw", "lion"];

    public static Optimizer<TModel> Create<TModel>(string name, TModel model)
        where TModel : class, IModel<TModel> => name switch
        {
            "sgd" => new Sgd<TModel>(model, 0.01f, weightDecay: 0.01f),
            "nesterov" => new Sgd<TModel>(model, 0.01f, momentum: 0.9f, nesterov: true, weightDecay: 0.01f),
            "adam" => new Adam<TModel>(model, 0.01f, weightDecay: 0.1f),
            "adamw" => new AdamW<TModel>(model, 0.01f, weightDecay: 0.1f),
            "lion" => new Lion<TModel>(model, 0.01f, weightDecay: 0.1f),
            _ => throw new ArgumentException(name),
        };
}
