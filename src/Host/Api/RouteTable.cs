using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Tokens;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Api;

/// <summary>Every route of the service.</summary>
internal static class RouteTable
{
    private static readonly RouteParameter s_id =
        new("id", ParameterForm.Bytes, "the id") { IsNeeded = true };

    private static readonly RouteParameter s_revision =
        new("revision", ParameterForm.Number, "the revision that is read, which must be retained; the head if not given");

    private static readonly RouteParameter s_encoding =
        new("encoding", ParameterForm.Text, "how bytes are written; utf8, where they are, unless it is said")
        {
            Choices = ["utf8", "hex", "base64"],
        };

    public static readonly RouteFacts List = new("GET", "/", TokenRole.Read, "the routes")
    {
        Answers = [typeof(RouteList)],
        Problems = RouteProblems.Guarded,
    };

    public static readonly RouteFacts Document = new("GET", "/v1/openapi.json", TokenRole.Read, "the routes as an OpenAPI document")
    {
        Problems = RouteProblems.Guarded,
    };

    public static readonly RouteFacts Live = new("GET", "/livez", null, "whether the process runs")
    {
        Answers = [typeof(Health)],
        Problems = RouteProblems.Open,
    };

    public static readonly RouteFacts Ready = new("GET", "/readyz", null, "whether batches are taken, and by which trees not")
    {
        Answers = [typeof(Health)],
        Problems = [.. RouteProblems.Open, ProblemKind.TreeUnavailable, ProblemKind.StoreStopped, ProblemKind.NoSpace,
            ProblemKind.StoreDamaged],
    };

    public static readonly RouteFacts Started = new("GET", "/startupz", null, "whether the trees have been opened")
    {
        Answers = [typeof(Health)],
        Problems = RouteProblems.Open,
    };

    public static readonly RouteFacts Metrics = new("GET", "/metrics", TokenRole.Read, "what is measured, as text for Prometheus")
    {
        IsText = true,
        Problems = RouteProblems.Guarded,
    };

    public static readonly RouteFacts ListTrees = new("GET", "/v1/trees", TokenRole.Read, "the trees of the service and how they are")
    {
        Answers = [typeof(TreeList)],
        Problems = RouteProblems.Guarded,
    };

    public static readonly RouteFacts Stats = new("GET", "/v1/stats", TokenRole.Read, "what the store is for and where it stands")
    {
        Answers = [typeof(TreeFacts)],
        IsTagged = true,
        Problems = RouteProblems.Tree,
    };

    public static readonly RouteFacts Trust = new("GET", "/v1/trust", TokenRole.Read, "the trust string of a revision, or of the head")
    {
        Query = [new("revision", ParameterForm.Number, "the revision")],
        Answers = [typeof(TrustResult)],
        IsTagged = true,
        Problems = [.. RouteProblems.Tree, ProblemKind.RevisionNotFound],
    };

    public static readonly RouteFacts GetEntry = new("GET", "/v1/entry", TokenRole.Read, "the value of an id")
    {
        Query = [s_id, s_revision, new("proof", ParameterForm.Flag, "whether a proof file is wanted beside the value"), s_encoding],
        Answers = [typeof(EntryResult)],
        GivesValue = true,
        IsTagged = true,
        Problems = [.. RouteProblems.Revision, ProblemKind.InvalidId, ProblemKind.EntryNotFound, ProblemKind.TooLarge],
    };

    public static readonly RouteFacts PutEntry = new("PUT", "/v1/entry", TokenRole.Write, "sets the value of an id")
    {
        Query = [s_id, new("mode", ParameterForm.Text, "put unless it is said") { Choices = ["put", "insert", "update"] }],
        Sample = "(body: the value)",
        TakesValue = true,
        Answers = [typeof(BatchResult)],
        IsTagged = true,
        IsConditional = true,
        Problems = RouteProblems.Commit,
    };

    public static readonly RouteFacts DeleteEntry = new("DELETE", "/v1/entry", TokenRole.Write, "takes an id away")
    {
        Query = [s_id],
        Answers = [typeof(BatchResult)],
        IsTagged = true,
        IsConditional = true,
        Problems = RouteProblems.Commit,
    };

    public static readonly RouteFacts GetNote = new("GET", "/v1/note", TokenRole.Read, "the body of a note")
    {
        Query = [s_id, s_revision, new("proof", ParameterForm.Flag, "whether a proof file is wanted beside the body"), s_encoding],
        Answers = [typeof(NoteResult)],
        GivesValue = true,
        IsTagged = true,
        Problems =
        [
            .. RouteProblems.Revision, ProblemKind.InvalidId, ProblemKind.EntryNotFound, ProblemKind.NoteNotFound, ProblemKind.NoteErased,
            ProblemKind.TooLarge,
        ],
    };

    public static readonly RouteFacts PutNote = new(
        "PUT", "/v1/note", TokenRole.Write, "commits a body, and sets its id to the commitment to it")
    {
        Query = [s_id],
        Sample = "(body: that of the note)",
        TakesValue = true,
        Answers = [typeof(BatchResult)],
        IsTagged = true,
        IsConditional = true,
        Problems = RouteProblems.Commit,
    };

    public static readonly RouteFacts EraseNote = new(
        "DELETE", "/v1/note", TokenRole.Admin, "overwrites the body of a note in every file of the store, for good")
    {
        Query =
        [
            s_id, new("value", ParameterForm.Text, "the value that the id had with the body, hexadecimal; the one of now if not given"),
        ],
        Answers = [typeof(NoteErasureResult)],
        Problems =
        [
            .. RouteProblems.Tree, ProblemKind.InvalidId, ProblemKind.EntryNotFound, ProblemKind.NoteNotFound, ProblemKind.NoSpace,
            ProblemKind.OutcomeUnknown,
        ],
    };

    public static readonly RouteFacts Crosscheck = new(
        "POST", "/v1/crosscheck", TokenRole.Admin, "compares the tree with the bodies of its notes")
    {
        Body = typeof(CrosscheckRequest),
        Sample = "{}",
        Answers = [typeof(CrosscheckResult)],
        IsTagged = true,
        Problems = RouteProblems.Json,
    };

    public static readonly RouteFacts Scan = new("GET", "/v1/entries", TokenRole.Read, "a page of entries, or only their number")
    {
        Query =
        [
            new("from", ParameterForm.Bytes, "the first id wanted"),
            new("to", ParameterForm.Bytes, "the first id not wanted any more"),
            new("prefix", ParameterForm.Bytes, "what the ids begin with"),
            new("limit", ParameterForm.Number, $"the most entries, 1 to {ScanRequest.PageMax}"),
            new("cursor", ParameterForm.Text, "the next of the page before"),
            new("reverse", ParameterForm.Flag, "whether the last come first"),
            new("count_only", ParameterForm.Flag, "whether only the number is wanted"),
            s_revision,
            s_encoding,
        ],
        Answers = [typeof(ScanPage), typeof(ScanCount)],
        IsTagged = true,
        Problems = [.. RouteProblems.Revision, ProblemKind.RangeOfHashedTree],
    };

    public static readonly RouteFacts Commit = new("POST", "/v1/batches", TokenRole.Write, "commits operations, all or none")
    {
        Body = typeof(BatchRequest),
        TakesBytes = true,
        GivesValue = true,
        Sample = """{"operations":[{"op":"insert","id":"...","value":"..."}],"expected_digest":"...","proof":true}""",
        Answers = [typeof(BatchResult)],
        IsTagged = true,
        IsConditional = true,
        Problems = [.. RouteProblems.Commit, ProblemKind.UnsupportedMediaType],
    };

    public static readonly RouteFacts Preview = new("POST", "/v1/preview", TokenRole.Read, "says what a batch would lead to")
    {
        Body = typeof(BatchRequest),
        TakesBytes = true,
        GivesValue = true,
        Sample = "(as /v1/batches, changes nothing)",
        Answers = [typeof(BatchResult)],
        IsTagged = true,
        IsConditional = true,
        Problems = [.. RouteProblems.Commit, ProblemKind.UnsupportedMediaType],
    };

    public static readonly RouteFacts Prove = new("POST", "/v1/proofs", TokenRole.Read, "a proof file for ids")
    {
        Body = typeof(ProveRequest),
        Sample = """{"ids":["..."],"revision":1} (the revision may be left out)""",
        Answers = [typeof(ProofFile)],
        IsTagged = true,
        Problems = [.. RouteProblems.Json, .. RouteProblems.Revision, ProblemKind.InvalidId],
    };

    public static readonly RouteFacts Log = new("GET", "/v1/log", TokenRole.Read, "records of the log from a revision on")
    {
        Query =
        [
            new("from", ParameterForm.Number, "the first revision wanted"),
            new("limit", ParameterForm.Number, $"the most records, 1 to {LogPage.RecordsMax}"),
            s_encoding,
        ],
        Answers = [typeof(LogPage)],
        Problems = RouteProblems.Tree,
    };

    public static readonly RouteFacts ListRevisions = new(
        "GET", "/v1/revisions", TokenRole.Read, "revisions with their digests, and whether they can be read")
    {
        Query =
        [
            new("from", ParameterForm.Number, "the first revision wanted; the last one if the order is reversed"),
            new("limit", ParameterForm.Number, $"the most revisions, 1 to {RevisionsRequest.PageMax}"),
            new("reverse", ParameterForm.Flag, "whether the last come first"),
        ],
        Answers = [typeof(RevisionPage)],
        Problems = RouteProblems.Tree,
    };

    public static readonly RouteFacts Compare = new(
        "GET", "/v1/differences", TokenRole.Read, "a page of what differs between two revisions")
    {
        Query =
        [
            new("earlier", ParameterForm.Number, "the earlier revision, which must be retained") { IsNeeded = true },
            new("later", ParameterForm.Number, "the later revision, likewise; the head if not given"),
            new("from", ParameterForm.Bytes, "the first id wanted"),
            new("to", ParameterForm.Bytes, "the first id not wanted any more"),
            new("prefix", ParameterForm.Bytes, "what the ids begin with"),
            new("limit", ParameterForm.Number, $"the most differences, 1 to {DifferencesRequest.PageMax}"),
            new("cursor", ParameterForm.Text, "the next of the page before"),
            s_encoding,
        ],
        Answers = [typeof(DifferencePage)],
        IsTagged = true,
        Problems = [.. RouteProblems.Revision, ProblemKind.RangeOfHashedTree],
    };

    public static readonly RouteFacts ListCheckpoints = new("GET", "/v1/checkpoints", TokenRole.Admin, "the checkpoints that are kept")
    {
        Answers = [typeof(CheckpointList)],
        Problems = [.. RouteProblems.Tree, ProblemKind.NoCheckpoints],
    };

    public static readonly RouteFacts WriteCheckpoint = new(
        "POST", "/v1/checkpoints", TokenRole.Admin, "writes a checkpoint of what is published now")
    {
        Body = typeof(CheckpointRequest),
        Sample = """{"name":"...","compact":true,"full":true} (each may be left out)""",
        Answers = [typeof(CheckpointResult)],
        IsTagged = true,
        Problems = [.. RouteProblems.Json, ProblemKind.NoCheckpoints, ProblemKind.CheckpointExists, ProblemKind.NoSpace],
    };

    public static readonly RouteFacts DropCheckpoint = new(
        "DELETE", "/v1/checkpoints", TokenRole.Admin, "takes a name away from a checkpoint")
    {
        Query = [new("name", ParameterForm.Text, "the name") { IsNeeded = true }],
        Answers = [typeof(UnpinResult)],
        Problems = [.. RouteProblems.Tree, ProblemKind.NoCheckpoints, ProblemKind.CheckpointNotFound],
    };

    public static readonly RouteFacts Check = new("POST", "/v1/checks", TokenRole.Admin, "reads and hashes everything that is published")
    {
        Body = typeof(CheckRequest),
        Sample = "{}",
        Answers = [typeof(CheckResult)],
        Problems = RouteProblems.Json,
    };

    public static readonly RouteFacts ListBackups = new("GET", "/v1/backups", TokenRole.Admin, "the pieces of the backup set")
    {
        Answers = [typeof(BackupList)],
        Problems = RouteProblems.Backup,
    };

    public static readonly RouteFacts WriteBackup = new("POST", "/v1/backups", TokenRole.Admin, "adds to the backup set now")
    {
        Body = typeof(BackupRequest),
        Sample = """{"kind":"full"|"incremental","verify":false}""",
        Answers = [typeof(BackupResult)],
        Problems = [.. RouteProblems.Json, .. RouteProblems.Backup, ProblemKind.JobNotFound, ProblemKind.JobRunning],
    };

    public static readonly RouteFacts VerifyBackups = new(
        "POST", "/v1/backups/verify", TokenRole.Admin, "reads all of the backup set and replays every record")
    {
        Body = typeof(VerifyRequest),
        Sample = "{}",
        Answers = [typeof(BackupVerification)],
        Problems = [.. RouteProblems.Json, .. RouteProblems.Backup],
    };

    public static readonly RouteFacts ListJobs = new("GET", "/v1/jobs", TokenRole.Admin, "the jobs, with their last and next runs")
    {
        Answers = [typeof(JobList)],
        Problems = RouteProblems.Tree,
    };

    public static readonly RouteFacts RunJob = new("POST", "/v1/jobs", TokenRole.Admin, "does a job now and waits for it")
    {
        Query = [new("name", ParameterForm.Text, "the name of the job") { IsNeeded = true }],
        Body = typeof(JobRequest),
        Sample = "{}",
        Answers = [typeof(JobFacts)],
        Problems = [.. RouteProblems.Json, ProblemKind.JobNotFound, ProblemKind.JobRunning],
    };

    /// <summary>All of them, in the order in which they are shown.</summary>
    internal static RouteFacts[] All { get; } =
    [
        Stats, Trust, GetEntry, PutEntry, DeleteEntry, GetNote, PutNote, EraseNote, Scan, Commit, Preview, Prove, Log,
        ListRevisions, Compare,
        ListCheckpoints, WriteCheckpoint, DropCheckpoint, Check, Crosscheck, ListBackups, WriteBackup, VerifyBackups, ListJobs,
        RunJob,
        ListTrees, Document, List, Live, Ready, Started, Metrics,
    ];
}
