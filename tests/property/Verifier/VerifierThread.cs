using System.Runtime.ExceptionServices;

namespace BasisTrees.Tests.Property;

/// <summary>Runs a test on a thread with a small stack: recursion as deep as a hostile proof wants would end the process.</summary>
internal static class VerifierThread
{
    private const int StackBytes = 256 * 1024;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() => failure = Catch(action), StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static ExceptionDispatchInfo? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }
}
