using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// docs/FORMAT.md and the code say the same of notes. With BASIS_UPDATE_GOLDEN=1 the examples are written anew: a change of the format,
/// which needs a new version and a line in the changelog.
/// </summary>
public sealed class NotesFormatTests
{
    private static readonly Note s_note = new(Bytes("a"), Bytes("hello"));

    [Theory]
    [InlineData("log-with-a-note")]
    [InlineData("log-with-an-erased-note")]
    [InlineData("notes-0000000000000001")]
    [InlineData("erasing")]
    public void The_examples_are_what_the_program_writes(string example)
    {
        byte[] bytes = example switch
        {
            "log-with-a-note" => Image(erases: false, 0)[FileNames.Segment(1)],
            "log-with-an-erased-note" => Image(erases: true, 0)[FileNames.Segment(1)],
            "erasing" => Enumerable.Range(1, 100).Select(at => Image(erases: true, at))
                .First(image => image.ContainsKey(FileNames.Erasing))[FileNames.Erasing],
            _ => Image(erases: false, 0)[example],
        };
        Assert.Equal(FormatPage.Hex(bytes), FormatPage.Example(example, bytes));
    }

    [Fact]
    public void The_commitment_is_what_the_page_says()
    {
        byte[] message = [.. "BasisTrees note v1\0"u8, 1, 0, 0, 0, .. "a"u8, .. "hello"u8];
        byte[] value = new byte[Label.Length];
        Blake2b256.Hash(message).CopyTo(value);
        Assert.Equal(value, NoteValue.Of("a"u8, "hello"u8));
        Assert.True(NoteValue.Matches(value, "a"u8, "hello"u8));
        Assert.False(NoteValue.Matches(value, "ah"u8, "ello"u8));
        Assert.False(NoteValue.Matches(value.AsSpan(1), "a"u8, "hello"u8));
    }

    [Fact]
    public void A_file_of_erasures_that_is_not_what_was_written_is_refused()
    {
        Dictionary<string, byte[]> image = Enumerable.Range(1, 100).Select(at => Image(erases: true, at))
            .First(image => image.ContainsKey(FileNames.Erasing));
        byte[] whole = image[FileNames.Erasing];
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 1;
            Refused(bytes);
            Refused(whole[..at]);
        }

        Refused([.. whole, 0]);
        using TreeStore store = Manual(SimDisk.FromImage(image, 1));
        Assert.Equal(NoteOutcome.Erased, NotesBench.Read(store, "a", out _));

        void Refused(byte[] bytes)
        {
            var disk = SimDisk.FromImage(image, 1);
            disk.Replace(FileNames.Erasing, bytes);
            var damage = Assert.Throws<StoreDamagedException>(() => Manual(disk));
            Assert.Equal("/sim/erasing", damage.File);
        }
    }

    // With a crash at a file operation of the erasure, if one is given.
    private static Dictionary<string, byte[]> Image(bool erases, int crashAt)
    {
        var disk = new SimDisk(1);
        var clock = new SimClock();
        var definition = new StoreDefinition("example", new TreeParameters(8), KeyMode.Padded);
        TreeStore.Create(disk, definition, new StoreId("0123456789abcdef"u8), clock);
        TreeStore store = TreeStore.Open(disk, new WriterSetup(new StoreOptions { ReserveBytes = 0 }, clock, HasThread: false));
        NotesBench.Put(store, s_note);
        store.Checkpoint();
        if (crashAt > 0) disk.FailAt(crashAt, SimDiskFault.CrashAfter);
        try
        {
            if (erases) store.EraseNote(s_note.Id);
        }
        catch (StoreException)
        {
            // The crash.
        }

        disk.Kill();
        return disk.Image();
    }
}
