using System;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tokitai.Benchmarks.Peers;

/// <summary>
/// A thread on which another library does all of its work. OpenMP binds the thread that calls it to a processor where it is told to bind its own; ours stay free.
/// </summary>
internal sealed class PeerThread
{
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _end = new(0);
    private Action _work = static () => { };
    private ExceptionDispatchInfo? _error;

    /// <summary>Starts the thread, which ends with the process.</summary>
    /// <param name="name">Its name.</param>
    public PeerThread(string name) => new Thread(Loop) { IsBackground = true, Name = name }.Start();

    /// <summary>Does the work there and waits for it.</summary>
    public void Run(Action work)
    {
        _work = work;
        _begin.Release();
        _end.Wait();
        _error?.Throw();
    }

    /// <summary>Loads libraries there, in order, and tells whether all are installed. OpenMP binds the thread that loads it, too.</summary>
    public bool TryLoad(params string[] libraries)
    {
        bool isLoaded = false;
        Run(() => isLoaded = libraries.All(library => NativeLibrary.TryLoad(library, out _)));
        return isLoaded;
    }

    private void Loop()
    {
        while (true)
        {
            _begin.Wait();
            try
            {
                _work();
                _error = null;
            }
            catch (Exception error)
            {
                _error = ExceptionDispatchInfo.Capture(error);
            }

            _end.Release();
        }
    }
}
