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
    private int _floorAtOpen;
    private string? _restingName; // the last segment and how much of it is acknowledged, while nothing failed
    private int _restingLength;

    internal CrashRun(int seed, Func<SimDisk, IDisk> decorate)
    {
        _random = new Random(seed);
        _disk = new SimDisk(seed ^ 0x5EED);
        _decorate = decorate;
        _generator = new CrashGenerator(_random);
        _definition = _generator.Definition();
        _options = _generator.Options();
        _model = new CrashModel(_definition);
    }

    /// <summary>Told what happens, for whoever looks into one seed.</summary>
    internal Action<string>? Trace { get; init; }

    /// <summary>The one fault of the run, at this file operation, in place of those by chance.</summary>
    internal (long At, SimDiskFault Fault)? OnlyFault { get; init; }

    internal long Operations => _disk.Operations;

    /// <summary>The operations in all batches.</summary>
    internal int Sent { get; private set; }

    internal int Recoveries { get; private set; }

    internal int Cuts { get; private set; }

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
        }

        CheckHead(store);
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
        if (clean && _restingName is not null && _random.Next(5) == 0) CheckRot();
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
            Recoveries++;
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
        if (store.Recovery.Tier == 1) Cuts++;
        Trace?.Invoke($"opened {_options.Durability}: {store.Head}, {store.Recovery}, floor {_model.Floor}, newest {_model.Newest}");
        CheckOpened(store);
        return store;
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
        CrashReading.CheckValues(snapshot, _model[head.Revision]);
        if (_disk.IsDown) return;
        int faults = _disk.Faults;
        try
        {
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
            Sent += batch.Operations.Count;
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
        _restingName = null;
        if (_options.Durability != Durability.Durable) return;
        KeyValuePair<string, byte[]> last = _disk.Image().Where(file => FileNames.TryParseSegment(file.Key, out _))
            .MaxBy(file => file.Key, StringComparer.Ordinal);
        (_restingName, _restingLength) = (last.Key, last.Value.Length);
    }

    // Nothing crashed, so the seal is where it was written: a changed bit in an acknowledged frame must be called damage.
    private void CheckRot()
    {
        int offset = _random.Next(_restingLength);
        byte mask = (byte)(1 << _random.Next(8));
        _disk.Flip(_restingName!, offset, mask); // asked by the caller
        int faults = _disk.Faults;
        try
        {
            TreeStore.Open(_decorate(_disk), new WriterSetup(_options, _clock, HasThread: false)).Dispose();
        }
        catch (StoreDamagedException damage) when (damage is { File: not null, Offset: not null })
        {
            _disk.Flip(_restingName!, offset, mask); // asked by the caller
            return;
        }
        catch (StoreException) when (_disk.Faults != faults)
        {
            _disk.Flip(_restingName!, offset, mask); // asked by the caller
            Fall();
            return;
        }
        catch (StoreException) when (offset is >= 8 and < 12)
        {
            _disk.Flip(_restingName!, offset, mask); // a changed version is refused by its own sentence
            return;
        }

        throw new CrashViolationException($"a bit changed at byte {offset} of {_restingName}, and the store opened");
    }

    private void Arm(int operations)
    {
        var fault = (SimDiskFault)_random.Next(1, 6);
        if (OnlyFault is not null) return;
        Trace?.Invoke($"{fault} at {operations} from {_disk.Operations}");
        _disk.FailAt(operations, fault);
    }
}
