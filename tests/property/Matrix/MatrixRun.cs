using System.Diagnostics;

namespace BasisTrees.Tests.Property;

/// <summary>Tries all cells of some stores side by side, and notices when one of them does not end.</summary>
internal sealed class MatrixRun(int seed, bool isWhole)
{
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<string> _violations = []; // under the lock, as all fields below
    private readonly HashSet<(string, string, MatrixDamage)> _shown = [];
    private readonly Queue<(MatrixTrial Trial, MatrixStore Store, IEnumerator<MatrixCell> Cells)> _left = [];
    private readonly Dictionary<int, (string What, long Since)> _running = [];

    /// <summary>The outcomes, once <see cref="Run"/> has returned.</summary>
    internal MatrixTable Table { get; } = new();

    /// <summary>Broken promises in words, the first of each sort.</summary>
    internal IReadOnlyList<string> Violations => _violations;

    internal void Run(IEnumerable<MatrixStore> stores)
    {
        foreach (MatrixStore store in stores)
            _left.Enqueue((new MatrixTrial(store), store, new MatrixCells(store, seed, isWhole).All().GetEnumerator()));
        Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Thread(() => Work(number)))];
        foreach (Thread worker in workers)
        {
            worker.IsBackground = true;
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            while (!worker.Join(TimeSpan.FromSeconds(1))) CheckProgress();
        }
    }

    private void Work(int number)
    {
        while (TryTake(number, out MatrixTrial trial, out MatrixCell cell, out string what))
        {
            MatrixVerdict verdict = trial.Try(cell);
            lock (_lock)
            {
                Table.Add(cell, verdict);
                _running.Remove(number);
                if (verdict.Outcome == MatrixOutcome.Violation && _shown.Add((cell.Kind, cell.Class, cell.Damage)))
                    _violations.Add($"{what}: {verdict.Text}");
            }
        }
    }

    private bool TryTake(int number, out MatrixTrial trial, out MatrixCell cell, out string what)
    {
        (trial, cell, what) = (null!, null!, ""); // only read where the result is true
        lock (_lock)
        {
            while (_left.TryPeek(out (MatrixTrial Trial, MatrixStore Store, IEnumerator<MatrixCell> Cells) next))
            {
                if (next.Cells.MoveNext())
                {
                    (trial, cell) = (next.Trial, next.Cells.Current);
                    what = $"seed {seed}, store {next.Store.Name}, {cell.What}";
                    _running[number] = (what, Stopwatch.GetTimestamp());
                    return true;
                }

                _left.Dequeue();
            }
        }

        return false;
    }

    private void CheckProgress()
    {
        lock (_lock)
        {
            foreach ((string what, long since) in _running.Values)
            {
                if (Stopwatch.GetElapsedTime(since) > HangAfter) throw new CrashViolationException($"{what}: it does not end");
            }
        }
    }
}
