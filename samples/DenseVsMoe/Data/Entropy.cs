using System;

namespace DenseVsMoe.Data;

/// <summary>Entropies in nats, from logits. They measure results and draw none, so the system's logarithm is good enough.</summary>
public static class Entropy
{
    /// <summary>Entropy of <c>p = softmax(logits)</c>: <c>-sum p ln p = ln sum exp(l) - sum p l</c>, with l taken relative to the largest.</summary>
    /// <param name="logits">One logit a class.</param>
    public static double OfSoftmax(ReadOnlySpan<double> logits)
    {
        double maximum = double.NegativeInfinity, sum = 0, weighted = 0;
        foreach (double logit in logits) maximum = Math.Max(maximum, logit);
        foreach (double logit in logits)
        {
            double relative = logit - maximum, share = PortableMath.Exp(relative);
            sum += share;
            weighted += share * relative;
        }

        return Math.Log(sum) - (weighted / sum);
    }

    /// <summary>
    /// Entropy of an event of probability <c>sigmoid(logit)</c>: with t = |logit|, <c>ln(1 + exp(-t)) + t sigmoid(-t)</c>, which does not cancel.
    /// </summary>
    /// <param name="logit">The logit.</param>
    public static double OfSigmoid(double logit)
    {
        double t = Math.Abs(logit), small = PortableMath.Exp(-t);
        return Math.Log(1 + small) + (t * small / (1 + small));
    }
}
