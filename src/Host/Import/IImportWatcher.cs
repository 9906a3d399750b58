namespace BasisTrees.Host.Import;

/// <summary>Is told how an import goes, while it goes.</summary>
internal interface IImportWatcher
{
    /// <summary>The import continues an earlier one.</summary>
    /// <param name="lines">The lines that are done already.</param>
    /// <param name="revisions">How many revisions the store has that the state does not know.</param>
    void Resumed(long lines, long revisions);

    /// <summary>A batch stands.</summary>
    void Acknowledged(ImportAcknowledgement batch, ImportSummary done);

    /// <summary>A bad record was skipped.</summary>
    void Skipped(long line, string refusal);
}
