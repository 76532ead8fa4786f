using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Tokitai.Memory;

namespace Tokitai.Benchmarks.Peers;

/// <summary>
/// The three products of a linear layer by oneDNN's inner product primitive, which chooses the layouts of weights and activations itself, as a framework that is
/// built around it lets it: everything lies ready in them, and nothing is converted while the clock runs.
/// </summary>
/// <remarks>
/// The C interface of version 2. Its descriptors are structures that the library fills in; here they are blocks of bytes, larger than any of them
/// (<see href="https://oneapi-src.github.io/oneDNN/v2.6/dev_guide_c_and_cpp_apis.html">its guide</see>).
/// </remarks>
internal sealed unsafe partial class OneDnnLayer : IDisposable
{
    private const string Library = OneDnn.Library;
    private const int Cpu = 1, DefaultFlags = 1, Float32 = 3, Any = 1, Training = 64;
    private const int Source = 1, Destination = 17, Weights = 33, SourceGradient = 129, DestinationGradient = 145, WeightsGradient = 161;

    private static readonly nint Engine = Start(out Stream);
    private static readonly nint Stream;

    private readonly List<AlignedBuffer> _buffers = [];
    private readonly List<nint> _memories = [];
    private readonly Product _forward;
    private readonly Product _inputGradient;
    private readonly Product _weightGradient;

    /// <summary>Makes the primitives for the number of threads that is set, and their memory.</summary>
    /// <param name="batch">Rows of the activations.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="copies">How many weights the products cycle through.</param>
    public OneDnnLayer(int batch, int inputs, int outputs, int copies)
    {
        const int MostBytes = 1 << 16;
        byte* memory = stackalloc byte[4 * MostBytes];
        byte* x = Shape(memory, batch, inputs), w = Shape(memory + MostBytes, outputs, inputs), y = Shape(memory + (2 * MostBytes), batch, outputs), product = memory + (3 * MostBytes);
        Check(InitForward(product, Training, x, w, null, y));
        nint hint = Describe(product, 0);
        _forward = Make(hint, new(Source, Query.Source), new(Weights, Query.Weights), new(Destination, Query.Destination), copies);
        Check(InitInputGradient(product, x, w, y));
        _inputGradient = Make(
            Describe(product, hint), new(DestinationGradient, Query.DestinationGradient), new(Weights, Query.Weights), new(SourceGradient, Query.SourceGradient), copies);
        Check(InitWeightGradient(product, x, w, null, y));
        _weightGradient = Make(
            Describe(product, hint), new(Source, Query.Source), new(WeightsGradient, Query.WeightsGradient), new(DestinationGradient, Query.DestinationGradient), copies);
    }

    /// <summary>Values of dnnl_query_t.</summary>
    private enum Query
    {
        Source = 129,
        SourceGradient = 130,
        Weights = 131,
        WeightsGradient = 132,
        Destination = 133,
        DestinationGradient = 134,
    }

    public void Forward() => _forward.Run();

    public void InputGradient() => _inputGradient.Run();

    public void WeightGradient() => _weightGradient.Run();

    public void Dispose()
    {
        foreach (Product product in (Product[])[_forward, _inputGradient, _weightGradient])
        {
            Check(DestroyPrimitive(product.Primitive));
            Check(DestroyDescription(product.Description));
        }

        foreach (nint memory in _memories) Check(DestroyMemory(memory));
        _buffers.ForEach(buffer => buffer.Dispose());
    }

    private static nint Start(out nint stream)
    {
        nint engine, made;
        Check(CreateEngine(&engine, Cpu, 0));
        Check(CreateStream(&made, engine, DefaultFlags));
        stream = made;
        return engine;
    }

    private static byte* Shape(byte* descriptor, long rows, long columns)
    {
        long* sizes = stackalloc long[] { rows, columns };
        Check(InitByTag(descriptor, 2, sizes, Float32, Any));
        return descriptor;
    }

    private static nint Describe(byte* product, nint hint)
    {
        nint description;
        Check(CreateDescription(&description, product, 0, Engine, hint));
        return description;
    }

    private static void Check(int status)
    {
        if (status != 0) throw new InvalidOperationException($"oneDNN returned {status}.");
    }

    private Product Make(nint description, Operand one, Operand weights, Operand other, int copies)
    {
        nint primitive;
        Check(CreatePrimitive(&primitive, description));
        nint first = Take(one), last = Take(other);
        var calls = new Argument[copies][];
        for (int copy = 0; copy < copies; copy++)
        {
            calls[copy] = [new Argument(one.Name, first), new Argument(weights.Name, Take(weights)), new Argument(other.Name, last)];
        }

        return new Product(description, primitive, calls);

        nint Take(Operand operand)
        {
            byte* layout = QueryMemory(description, (int)operand.Query, 0);
            AlignedBuffer buffer = Roofline.Bench.Fill((long)SizeOf(layout) / sizeof(float));
            _buffers.Add(buffer);
            nint memory;

            // The buffer lives as long as this object.
            using BufferLease lease = buffer.Lease(buffer);
            Check(CreateMemory(&memory, layout, Engine, lease.Pointer));
            _memories.Add(memory);
            return memory;
        }
    }

    [LibraryImport(Library, EntryPoint = "dnnl_engine_create")]
    private static partial int CreateEngine(nint* engine, int kind, nuint index);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_create")]
    private static partial int CreateStream(nint* stream, nint engine, uint flags);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_init_by_tag")]
    private static partial int InitByTag(byte* descriptor, int dimensions, long* sizes, int type, int tag);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_get_size")]
    private static partial nuint SizeOf(byte* descriptor);

    [LibraryImport(Library, EntryPoint = "dnnl_inner_product_forward_desc_init")]
    private static partial int InitForward(byte* product, int kind, byte* source, byte* weights, byte* bias, byte* destination);

    [LibraryImport(Library, EntryPoint = "dnnl_inner_product_backward_data_desc_init")]
    private static partial int InitInputGradient(byte* product, byte* sourceGradient, byte* weights, byte* destinationGradient);

    [LibraryImport(Library, EntryPoint = "dnnl_inner_product_backward_weights_desc_init")]
    private static partial int InitWeightGradient(byte* product, byte* source, byte* weightsGradient, byte* biasGradient, byte* destinationGradient);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_create")]
    private static partial int CreateDescription(nint* description, byte* product, nint attributes, nint engine, nint hint);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_query_md")]
    private static partial byte* QueryMemory(nint description, int what, int index);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_destroy")]
    private static partial int DestroyDescription(nint description);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_create")]
    private static partial int CreatePrimitive(nint* primitive, nint description);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_destroy")]
    private static partial int DestroyPrimitive(nint primitive);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_create")]
    private static partial int CreateMemory(nint* memory, byte* descriptor, nint engine, void* handle);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_destroy")]
    private static partial int DestroyMemory(nint memory);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_execute")]
    private static partial int Execute(nint primitive, nint stream, int count, Argument* arguments);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_wait")]
    private static partial int Wait(nint stream);

    /// <summary>dnnl_exec_arg_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Argument(int Name, nint Memory);

    /// <summary>An operand: what a call names it, and what a description does.</summary>
    private readonly record struct Operand(int Name, Query Query);

    /// <summary>A primitive and the arguments of its calls, which take turns.</summary>
    private sealed class Product(nint description, nint primitive, Argument[][] calls)
    {
        private int _turn;

        public nint Description => description;

        public nint Primitive => primitive;

        public void Run()
        {
            Argument[] call = calls[_turn++ % calls.Length];
            fixed (Argument* arguments = call) Check(Execute(primitive, Stream, call.Length, arguments));
            Check(Wait(Stream));
        }
    }
}
