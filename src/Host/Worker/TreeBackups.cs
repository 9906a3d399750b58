using BasisTrees.Host.Answers;
using BasisTrees.Host.Drills;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>The backup set that the configuration names for a tree, for those who ask about it or add to it.</summary>
/// <param name="jobs">The jobs of the tree, with which all of this takes turns.</param>
/// <param name="place">The set, or null if none is named.</param>
/// <param name="scratch">The directory for work that needs room; null for the one of temporary files.</param>
internal sealed class TreeBackups(TreeJobs jobs, BackupPlace? place, string? scratch)
{
    /// <summary>The pieces of the set.</summary>
    /// <exception cref="StoreException">The set cannot be read.</exception>
    internal Answer<BackupList> List() => place is null
        ? NotConfigured()
        : new BackupList([.. place.Open(null).Pieces.Select(BackupPieceResult.Of)]);

    /// <summary>Adds to the set now, as the job does, whose run it is.</summary>
    internal async Task<Answer<BackupResult>> WriteAsync(BackupRequest request, CancellationToken cancellation)
    {
        string? job = request.Kind switch { "full" => BackupJob.FullName, "incremental" => BackupJob.IncrementalName, _ => null };
        if (job is null)
            return new Problem(ProblemKind.InvalidRequest, $"A backup is full or incremental, not {ByteText.Show(request.Kind)}.");
        if (place is null) return NotConfigured();
        JobEnding? ending = null;
        Answer<JobFacts> answer = await jobs.RunAsync(job, cancellation, ended => ending = ended);
        if (!answer.TryGet(out _, out Problem? problem)) return problem;
        if (ending is not { } known) return new Problem(ProblemKind.StoreStopped, "The service ends, and no backup was written.");
        if (known.Failure is { } failure) return ProblemOf.Failure(failure);
        if (known.Pieces is not { } pieces) return new Problem(ProblemKind.DiskFailure, known.Sentence);
        var result = new BackupResult([.. pieces.Select(BackupPieceResult.Of)]);
        if (!request.Verify) return result;
        Answer<BackupVerification> verified = await VerifyAsync(cancellation);
        return verified.TryGet(out BackupVerification? verification, out problem) ? result with { Verification = verification } : problem;
    }

    /// <summary>Reads all of the set and replays every record.</summary>
    internal async Task<Answer<BackupVerification>> VerifyAsync(CancellationToken cancellation)
    {
        if (place is null) return NotConfigured();
        try
        {
            return await jobs.InTurnAsync(() => Verify(place), cancellation);
        }
        catch (StoreException failure)
        {
            return ProblemOf.Failure(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.DiskFailure, failure.Message);
        }
    }

    private Answer<BackupVerification> Verify(BackupPlace set)
    {
        using BackupKey? key = set.ReadKey();
        BackupSet opened = set.Open(key);
        if (opened.Pieces.Count == 0) return new Problem(ProblemKind.NoBackups, "There is no backup in the set yet.");
        using DrillPlace room = DrillPlace.Make(scratch);
        return BackupVerification.Of(opened.Verify(DirectoryDisk.Open(room.Path)));
    }

    private static Problem NotConfigured() =>
        new(ProblemKind.NoBackups, "The configuration names no backup set for this tree: set in the section [backup].");
}
