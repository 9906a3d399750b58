using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>Goes through a whole ledger and recomputes what its entries say from its notes alone.</summary>
internal sealed class Audit
{
    private const int FindingsMax = 20;

    private readonly BookView _view;
    private readonly bool _checksSignatures;
    private readonly List<string> _findings = [];
    private readonly Dictionary<Label, Party> _parties = [];
    private readonly Dictionary<Label, Int128> _handedOn = []; // per issuer: received less transferred, which must come to nothing
    private long _pairs;
    private long _notes;
    private long _signatures;

    private Audit(BookView view, bool checksSignatures)
    {
        _view = view;
        _checksSignatures = checksSignatures;
    }

    /// <summary>Audits a revision.</summary>
    /// <param name="view">The revision.</param>
    /// <param name="checksSignatures">Whether every signature is verified, which takes most of the time.</param>
    internal static AuditReport Run(BookView view, bool checksSignatures)
    {
        var audit = new Audit(view, checksSignatures);
        audit.Run();
        return new AuditReport(
            view.Revision, view.Digest, audit._parties.Count, audit._pairs, audit._notes, audit._signatures, audit._findings);
    }

    private void Run()
    {
        foreach (Party party in _view.Parties())
        {
            if (!_parties.TryAdd(party.Id, party) || _view.Find(party.Name)?.Id != party.Id)
                Find($"The party {party.Name} is there twice, or its name leads to another one.");
        }

        foreach (Party party in _parties.Values)
        {
            foreach (Pair pair in _view.PairsOf(party))
            {
                if (!_parties.ContainsKey(pair.Issuer) || !_parties.ContainsKey(pair.Holder)) Find($"{Show(pair)}: not both are parties.");
                else if (pair.Issuer == party.Id) AuditPair(pair);
                else if (pair.Holder != party.Id) Find($"{party.Name} is listed with a pair that it is not in.");
            }
        }

        foreach ((Label issuer, Int128 sum) in _handedOn.Where(one => one.Value != 0))
            Find($"Of what {_parties[issuer].Name} owes, {sum} more was received by transfers than was given.");
        var found = new BookTotals(_parties.Count, _pairs, _notes);
        if (_view.Totals != found) Find($"The ledger counts {_view.Totals}, and has {found}.");
    }

    // The notes are read newest first and applied oldest first.
    private void AuditPair(in Pair pair)
    {
        _pairs++;
        PairState stated = _view.StateOf(pair);
        SignedNote[] history;
        try
        {
            history = [.. _view.History(pair).Select(one => one.Value)];
        }
        catch (InvalidDataException gone)
        {
            Find($"{Show(pair)}: {gone.Message}");
            return;
        }

        PairState reached = PairState.None;
        foreach (SignedNote signed in history.Reverse())
        {
            IouNote note = signed.Note;
            bool isReceived = note.Pair != pair;
            PairState after;
            string? refusal = isReceived ? NoteRules.Receive(note, reached, out after) : NoteRules.Apply(note, reached, out after);
            if (refusal is not null) Find($"{Show(pair)}: {refusal}");
            Label id = note.Id(_view.Ledger);
            reached = after with { LastNote = id };
            if (isReceived) continue; // it is counted and verified where it was given
            _notes++;
            if (_checksSignatures) Verify(signed, id);
        }

        if (reached != stated) Find($"{Show(pair)}: the notes come to {reached}, and the ledger says {stated}.");
        _handedOn[pair.Issuer] = _handedOn.GetValueOrDefault(pair.Issuer) + stated.Received - stated.Transferred;
    }

    private void Verify(SignedNote signed, in Label id)
    {
        _signatures++;
        Party signer = _parties[signed.Note.Signer]; // both of the pair are parties
        if (!PartyKey.Verify(signer.Point, id, signed.Signature)) Find($"The note {id} is not signed by {signer.Name}.");
    }

    private string Show(in Pair pair) => $"{NameOf(pair.Issuer)}:{NameOf(pair.Holder)}";

    private string NameOf(in Label id) => _parties.TryGetValue(id, out Party? party) ? party.Name : id.ToString();

    private void Find(FormattableString finding)
    {
        if (_findings.Count < FindingsMax) _findings.Add(finding.ToString(CultureInfo.InvariantCulture));
    }
}
