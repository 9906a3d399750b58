using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>
/// One life of a store under a client that remembers what it was told: batches, faults at random file operations, kills, crashes, and
/// after each of them the questions whether anything acknowledged is lost and whether everything read is right.
/// </summary>
internal sealed class CrashRun
{
    private readonly Random _random;
    private readonly SimDisk _disk;
    private readonly Func<SimDisk, IDisk> _decorate;
    private readonly CrashGenerator _generator;
    private readonly StoreDefinition _definition;
    private readonly StoreOptions _options;
    private readonly SimClock _clock = new();
    private readonly CrashModel _model;
    private bool _isPromised; // a creation or an opening succeeded
    private readonly CrashReaders _readers;
    private int _floorAtOpen;
    private long _checkpointed; // the newest checkpoint that was answered and not damaged since
    private bool _isRotten; // damage at rest was survived, and what came of it is not yet in a checkpoint
    private readonly CrashRot _rot;
    private bool _isResting; // nothing failed since the last answers

    internal CrashRun(int seed, Func<SimDisk, IDisk> decorate)
    {
        _random = new Random(seed);
        _disk = new SimDisk(seed ^ 0x5EED);
        _decorate = decorate;
        _generator = new CrashGenerator(_random);
        _definition = _generator.Definition();
        _options = _generator.Options();
        _model = new CrashModel(_definition);
        _rot = new CrashRot(_disk, _random);
        _readers = new CrashReaders(_random, _model);
    }

    /// <summary>Told what happens, for whoever looks into one seed.</summary>
    internal Action<string>? Trace { get; init; }

    /// <summary>The one fault of the run, at this file operation, in place of those by chance.</summary>
    internal (long At, SimDiskFault Fault)? OnlyFault { get; init; }

    internal long Operations => _disk.Operations;

    /// <summary>What happened so far.</summary>
    internal CrashTally Tally { get; } = new();

    /// <summary>Lives through it all.</summary>
    /// <returns>Null, or the broken promise.</returns>
    internal string? Run()
    {
        if (OnlyFault is { } only) _disk.FailAt(only.At, only.Fault);
        try
        {
            Create();
            int cycles = _random.Next(2, 7);
            for (int i = 0; i < cycles; i++) Cycle();
            _disk.FailNoMore();
            using TreeStore store = Open() ?? Open() ?? throw new CrashViolationException("the store does not open after the last cycle");
            return null;
        }
        catch (CrashViolationException broken)
        {
            return broken.Message;
        }
        catch (Exception escaped)
        {
            return $"an exception escaped: {escaped}";
        }
    }

    private void Create()
    {
        for (int attempt = 0; ; attempt++)
        {
            int faults = _disk.Faults;
            if (attempt < 3 && _random.Next(2) == 0) Arm(_random.Next(1, 16));
            try
            {
                TreeStore.Create(_decorate(_disk), _definition, new StoreId("0123456789abcdef"u8));
                _isPromised = true;
                if (_random.Next(2) == 0) Fall();
                return;
            }
            catch (StoreExistsException)
            {
                return;
            }
            catch (StoreException failure)
            {
                if (_disk.Faults == faults) throw new CrashViolationException($"creation failed without a fault: {failure.Message}");
                Fall();
            }
        }
    }

    private void Cycle()
    {
        if (_random.Next(4) == 0) Arm(_random.Next(1, 40));
        TreeStore? store = Open();
        if (store is null) return;
        int groups = _random.Next(10);
        for (int i = 0; i < groups && store.StopCause is null && !_disk.IsDown; i++)
        {
            if (_random.Next(6) == 0) Arm(_random.Next(1, 12));
            Group(store);
            if (_random.Next(8) == 0 && store.StopCause is null) Checkpoint(store);
            Read(() => _readers.Turn(store));
        }

        CheckHead(store);
        Read(() => _readers.End(areRead: _random.Next(2) == 0));
        bool clean = store.StopCause is null && !_disk.IsDown;
        int end = _random.Next(3);
        Trace?.Invoke($"end {end}, clean {clean}, down {_disk.IsDown}, stopped by {store.StopCause?.Message}, floor {_model.Floor}");
        if (end == 0)
        {
            store.Dispose();
            if (store.StopCause is null) _model.Floor = (int)store.Head.Revision;
            else if (_options.Durability == Durability.None) _model.Floor = _floorAtOpen;
            if (_disk.IsDown) PowerCut();
            return;
        }

        if (end == 1 && !_disk.IsDown) Killed(clean);
        else PowerCut();
    }

    private void Checkpoint(TreeStore store)
    {
        if (_options.NodeEngine == NodeEngine.Memory) return;
        int faults = _disk.Faults;
        long head = store.Head.Revision;
        string name = _random.Next(6) == 0 ? $"kept-{head}" : "";
        try
        {
            CheckpointReport report = store.Checkpoint(name, compact: _random.Next(3) == 0);
            if (report.Revision != head || report.Digest != _model[head].Digest)
                throw new CrashViolationException($"a checkpoint of revision {head} was answered {report}");

            Tally.Checkpoints++;
            if (report.Sweep is { FilesSwept: > 0 }) Tally.Sweeps++;
            if (report.Archive is { Segments: > 0 } archive)
            {
                Tally.Archives++;
                if (_random.Next(2) == 0) MoveAway(archive.Floor);
            }

            // It has synced the log, so even the modes that promise less have promised this.
            _checkpointed = head;
            _model.Floor = _floorAtOpen = (int)head;
            _isRotten = false;
        }
        catch (StoreException failure) when (_disk.Faults != faults)
        {
            Trace?.Invoke($"no checkpoint: {failure.Message}");
        }
    }

    // What is archived before the floor may be moved away, and an operator does so.
    private void MoveAway(ulong floor)
    {
        foreach (ulong number in FileNames.Archives(_disk.Image().Keys).Where(number => number < floor))
            _disk.Replace(FileNames.Archive(number), null);
    }

    // A fault may hit what reads; damage may not.
    private void Read(Action read)
    {
        int faults = _disk.Faults;
        try
        {
            read();
        }
        catch (StoreException failure) when (_disk.Faults != faults || _disk.IsDown)
        {
            Trace?.Invoke($"not read: {failure.Message}");
        }
    }

    // Whatever the reason to fall: a machine without power crashes, a failed one may also just be killed.
    private void Fall()
    {
        if (!_disk.IsDown && _random.Next(2) == 0) _disk.Kill();
        else PowerCut();
    }

    private void Killed(bool clean)
    {
        if (_options.Durability == Durability.None) _model.Floor = _floorAtOpen;
        _disk.Kill();
        if (clean && _isResting && _random.Next(2) == 0) CheckRot();
    }

    private void PowerCut()
    {
        if (_options.Durability != Durability.Durable) _model.Floor = _floorAtOpen;
        _disk.Crash();
    }

    private TreeStore? Open()
    {
        TreeStore store;
        int faults = _disk.Faults;
        try
        {
            Tally.Recoveries++;
            store = TreeStore.Open(_decorate(_disk), new WriterSetup(_options, _clock, HasThread: false));
        }
        catch (StoreNotFoundException) when (!_isPromised)
        {
            // A creation that failed at its last step may have left a whole store, and that store may go.
            Create();
            return null;
        }
        catch (StoreException failure)
        {
            if (_disk.Faults == faults)
                throw new CrashViolationException($"the store refuses to open after nothing but crashes: {failure.Message}");
            Trace?.Invoke($"not opened, down {_disk.IsDown}: {failure.Message}");
            Fall();
            _disk.FailNoMore();
            return null;
        }

        _isPromised = true;
        Opened(store);
        return store;
    }

    private void Opened(TreeStore store)
    {
        Tally.Tiers[store.Recovery.Tier]++;
        CheckTier(store.Recovery);
        Trace?.Invoke($"opened {_options.Durability}: {store.Head}, {store.Recovery}, floor {_model.Floor}, newest {_model.Newest}");
        CheckOpened(store);
    }

    // Crashes and faults alone never cost a checkpoint.
    private void CheckTier(RecoveryReport report)
    {
        if (_isRotten) return;
        if (report.Tier > 1) throw new CrashViolationException($"nothing was damaged, and recovery had to climb down: {report}");
        if (report.CheckpointRevision < _checkpointed)
            throw new CrashViolationException($"the checkpoint of revision {_checkpointed} is lost: {report}");
    }

    private void CheckOpened(TreeStore store)
    {
        Head head = store.Head;
        if (head.Revision < _model.Floor)
            throw new CrashViolationException($"acknowledged revision {_model.Floor} is lost: the store opens at {head.Revision}");
        if (head.Revision > _model.Newest)
            throw new CrashViolationException($"the store opens at revision {head.Revision}, and only {_model.Newest} were ever sent");
        CheckHead(store);
        _model.Settle(head.Revision);
        _floorAtOpen = _model.Floor;
        using StoreSnapshot snapshot = store.Snapshot();
        if (_disk.IsDown) return;
        int faults = _disk.Faults;
        try
        {
            CrashReading.CheckValues(snapshot, _model[head.Revision]);
            CrashReading.CheckLog(store, _model);
            Rest();
        }
        catch (StoreException) when (_disk.Faults != faults)
        {
            // The fault hit the reading; the next opening asks again.
        }
    }

    private void CheckHead(TreeStore store)
    {
        Head head = store.Head;
        if (head.Revision > _model.Newest || _model[head.Revision].Digest != head.Digest)
            throw new CrashViolationException($"revision {head.Revision} has digest {head.Digest}, which was never issued for it");
        if (head.Count != _model[head.Revision].Values.Count)
            throw new CrashViolationException($"revision {head.Revision} counts {head.Count} keys");
    }

    private void Group(TreeStore store)
    {
        int faults = _disk.Faults;
        int count = _random.Next(1, 5);
        var sent = new List<(Batch Batch, Task<CommitResult> Answer, int Refused, int Revision)>();
        for (int i = 0; i < count; i++)
        {
            Batch batch = _generator.Batch(_definition);
            Tally.Sent += batch.Operations.Count;
            Task<CommitResult> answer = store.CommitAsync(batch);
            int refused = _model.Submit(batch);
            sent.Add((batch, answer, refused, _model.Newest));
        }

        store.CommitQueued();
        foreach ((Batch batch, Task<CommitResult> answer, int refused, int revision) in sent)
        {
            if (!answer.IsCompleted) throw new CrashViolationException("a batch has no answer");
            if (answer.IsFaulted)
            {
                if (answer.Exception!.InnerException is not StoreStoppedException { OutcomeUnknown: true }) // a fault has an exception
                    throw new CrashViolationException($"a batch in flight failed, and not with an unknown outcome: {answer.Exception}");
                if (store.StopCause is null) throw new CrashViolationException("a batch failed and the store goes on");
                continue;
            }

            CheckAnswer(batch, answer.Result, refused, revision);
        }

        if (store.StopCause is null) Rest();
        else if (_disk.Faults == faults) throw new CrashViolationException($"the store stopped without a fault: {store.StopCause}");
    }

    private void CheckAnswer(Batch batch, CommitResult result, int refused, int revision)
    {
        if (refused >= 0)
        {
            if (result.Outcome != CommitOutcome.Refused || result.FailedIndex != refused || result.Revision != revision)
                throw new CrashViolationException($"a batch to be refused at operation {refused} was answered {result}");
        }
        else if (result.Outcome != CommitOutcome.Committed || result.Revision != revision || result.After != _model[revision].Digest
            || result.Before != _model[revision - 1].Digest || result.Answers.Count != batch.Operations.Count)
        {
            throw new CrashViolationException($"a batch to become revision {revision} was answered {result}");
        }

        // A refusal is an answer too: what it observed must last.
        _model.Floor = revision;
    }

    private void Rest()
    {
        _isResting = _options.Durability == Durability.Durable;
        if (_random.Next(4) == 0) _rot.Remember();
    }

    // Nothing crashed, so the seal is where it was written: whatever happens to a file now, what was acknowledged is there or missed.
    // What is only found while reading is repaired by the next opening, or refused by it.
    private void CheckRot()
    {
        Dictionary<string, byte[]> sound = _disk.Image();
        string what = _rot.Strike();
        Trace?.Invoke(what);
        bool wasRotten = _isRotten;
        _isRotten = true;
        try
        {
            if (!TryOpenRotten(out bool opened) && !(opened && TryOpenRotten(out _)))
            {
                if (_disk.IsDown) _disk.Crash(); // first, for the power cut may take the seal as well, and with it all that tells
                else Tally.Refusals++;
                _rot.Undo(sound);
                _isRotten = wasRotten;
            }
        }
        catch (CrashViolationException broken)
        {
            throw new CrashViolationException($"{what}: {broken.Message}");
        }

        if (_disk.IsDown) Fall();
    }

    private bool TryOpenRotten(out bool opened)
    {
        int faults = _disk.Faults;
        opened = false;
        try
        {
            using TreeStore store = TreeStore.Open(_decorate(_disk), new WriterSetup(_options, _clock, HasThread: false));
            opened = true;
            Opened(store);
            _checkpointed = 0;
            return true;
        }
        catch (StoreException refusal) when (_disk.Faults != faults || IsNamed(refusal))
        {
            Trace?.Invoke($"refused, opened {opened}: {refusal.Message}");
            return false;
        }
    }

    // An empty store without its definition is like one whose creation was cut off.
    private bool IsNamed(StoreException refusal) =>
        refusal is { File: not null, Offset: not null } || (refusal is StoreNotFoundException && _model.Newest == 0);

    private void Arm(int operations)
    {
        var fault = (SimDiskFault)_random.Next(1, 6);
        if (OnlyFault is not null) return;
        Trace?.Invoke($"{fault} at {operations} from {_disk.Operations}");
        _disk.FailAt(operations, fault);
    }
}
