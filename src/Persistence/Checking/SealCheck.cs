namespace BasisTrees.Persistence;

/// <summary>Reads every slot of the seal file.</summary>
internal sealed class SealCheck(IDisk disk, FsckFindings findings)
{
    /// <summary>Reads the whole seals.</summary>
    /// <param name="storeId">The store, or null if that is not known.</param>
    internal IReadOnlyList<FoundSeal> Read(StoreId? storeId)
    {
        var seals = new List<FoundSeal>();
        string path = disk.PathOf(FileNames.Seal);
        try
        {
            using IFile file = disk.Open(FileNames.Seal, FileOpening.Read);
            byte[] slot = new byte[LogFormat.SealSlotLength];
            for (int i = 0; i < LogFormat.SealSlots; i++)
            {
                long offset = (long)i * slot.Length;
                int length = file.ReadAt(offset, slot);
                ReadSlot(file.Path, offset, slot.AsSpan(0, length), storeId, seals);
            }
        }
        catch (StoreNotFoundException)
        {
            findings.Add(FsckKind.Seal, path, 0, "the seals were expected, and the file is missing");
            return seals;
        }
        catch (StoreException failure)
        {
            findings.Add(FsckKind.Seal, failure, path);
        }

        if (seals.Count == 0) findings.Add(FsckKind.Seal, path, 0, "a seal of this store was expected, and there is none");
        return seals;
    }

    private void ReadSlot(string path, long offset, ReadOnlySpan<byte> slot, StoreId? storeId, List<FoundSeal> seals)
    {
        if (!slot.ContainsAnyExcept((byte)0)) return;
        if (!Seal.TryRead(slot, out Seal seal))
            findings.Add(FsckKind.TornSeal, path, offset, "a seal was torn here, as a crash may do; older ones are as true as before");
        else if (storeId is { } id && seal.StoreId != id)
            findings.Add(FsckKind.Seal, path, offset, $"a seal of store {id} was expected, not of {seal.StoreId}");
        else
            seals.Add(new FoundSeal(seal, path, offset));
    }
}
