using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// Chooses the copy of a kernel for an activation and a vector width: once a kernel call, never inside one. The one place that knows
/// which type computes which <see cref="ActivationKind"/>.
/// </summary>
internal static unsafe class ActivationDispatch
{
    /// <summary>The task function of a kernel.</summary>
    /// <typeparam name="TKernel">The kernel.</typeparam>
    /// <param name="simd">The vector width.</param>
    /// <param name="activation">The activation.</param>
    public static delegate*<void*, int, void> Select<TKernel>(SimdLevel simd, ActivationKind activation)
        where TKernel : struct, IActivationKernel => activation switch
        {
            ActivationKind.None => KernelDispatch.Select<With<TKernel, IdentityActivation>>(simd),
            ActivationKind.Relu => KernelDispatch.Select<With<TKernel, ReluActivation>>(simd),
            ActivationKind.Gelu => KernelDispatch.Select<With<TKernel, GeluActivation>>(simd),
            ActivationKind.GeluTanh => KernelDispatch.Select<With<TKernel, GeluTanhActivation>>(simd),
            ActivationKind.Silu => KernelDispatch.Select<With<TKernel, SiluActivation>>(simd),
            ActivationKind.Tanh => KernelDispatch.Select<With<TKernel, TanhActivation>>(simd),
            ActivationKind.Sigmoid => KernelDispatch.Select<With<TKernel, SigmoidActivation>>(simd),
            _ => throw new ArgumentOutOfRangeException(
                nameof(activation), activation, $"The activation is {(int)activation}, which is no value of {nameof(ActivationKind)}."),
        };

    /// <summary>A kernel with its activation fixed.</summary>
    private readonly struct With<TKernel, TActivation> : IKernel
        where TKernel : struct, IActivationKernel
        where TActivation : struct, IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => TKernel.Task<TActivation, TSimd, TVector>(state, task);
    }
}
