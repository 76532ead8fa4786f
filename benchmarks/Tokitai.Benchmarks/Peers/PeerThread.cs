using System;
using System.Runtime.ExceptionServices;
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
