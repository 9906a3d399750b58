namespace BasisTrees.Host.Import;

/// <summary>One acknowledged batch, as <c>--ack</c> logs it.</summary>
/// <param name="Batch">The number of the batch in this run, counted from 1.</param>
/// <param name="FirstLine">The first line of the input that is in it.</param>
/// <param name="LastLine">The last line of the input that is done with it.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Revision">The revision it made.</param>
/// <param name="FirstSequence">The sequence number of its first operation.</param>
/// <param name="Digest">The digest after it.</param>
internal sealed record ImportAcknowledgement(
    long Batch, long FirstLine, long LastLine, int Entries, long Revision, string? FirstSequence, string Digest);
