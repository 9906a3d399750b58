namespace BasisTrees.Persistence;

/// <summary>The file that takes up space while there is some, so that it can be given back when there is none.</summary>
/// <remarks>Its bytes mean nothing but whose it is. Owned by the <see cref="SpaceGuard"/>, under its lock.</remarks>
/// <param name="disk">The store's directory.</param>
/// <param name="length">Its length in bytes while it is held.</param>
internal sealed class ReserveFile(IDisk disk, long length)
{
    /// <summary>The bytes that are held when it is held.</summary>
    internal long Length => length;

    /// <summary>The bytes that are held now.</summary>
    internal long Held { get; private set; }

    /// <summary>How many more bytes it needs to be whole; never less than 0.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal long ReadMissing()
    {
        try
        {
            using IFile file = disk.Open(FileNames.Reserve, FileOpening.Read);
            return Math.Max(0, length - file.ReadLength());
        }
        catch (StoreNotFoundException)
        {
            return length;
        }
    }

    /// <summary>Takes the space; what is there already is taken again, for only asking for it proves that it is there.</summary>
    /// <exception cref="StoreFullException">There is not so much; nothing is held.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal void Take()
    {
        using IFile file = Open();
        try
        {
            if (file.ReadLength() > length) file.SetLength(length);
            file.Allocate(length);
            file.WriteAt(0, LogFormat.ReserveMagic);
            Held = length;
        }
        catch (StoreFullException)
        {
            file.SetLength(0);
            throw;
        }
    }

    /// <summary>Gives the space back.</summary>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal bool Release()
    {
        Held = 0;
        try
        {
            // Cutting the file needs no space on any file system; taking its name away may.
            using IFile file = disk.Open(FileNames.Reserve, FileOpening.ReadWrite);
            if (file.ReadLength() == 0) return false;
            file.SetLength(0);
            return true;
        }
        catch (StoreNotFoundException)
        {
            return false;
        }
    }

    // A file of the name that somebody else wrote is kept under another one.
    private IFile Open()
    {
        try
        {
            IFile file = disk.Open(FileNames.Reserve, FileOpening.ReadWrite);
            if (IsOurs(file)) return file;
            file.Dispose();
            disk.Rename(FileNames.Reserve, FileNames.NextBad(FileNames.Reserve, disk.List()));
        }
        catch (StoreNotFoundException)
        {
            // It is made now.
        }

        return disk.Open(FileNames.Reserve, FileOpening.Create);
    }

    /// <summary>Whether a file is a reserve: empty, or with the magic, or with the zeros that a crash leaves in its place.</summary>
    internal static bool IsOurs(IFile file)
    {
        Span<byte> found = stackalloc byte[LogFormat.ReserveMagic.Length];
        int read = file.ReadAt(0, found);
        return !found[..read].ContainsAnyExcept((byte)0) || found.SequenceEqual(LogFormat.ReserveMagic);
    }
}
