using System.Buffers.Binary;
using System.Buffers.Text;

namespace BasisTrees.Host.Access;

/// <summary>
/// The text that tells where a page ended: its revision and its last key in base64url. Whoever makes one up reads what they may read
/// anyway.
/// </summary>
internal static class PageCursor
{
    internal static string Write(long revision, ReadOnlySpan<byte> key)
    {
        byte[] bytes = new byte[sizeof(long) + key.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, revision);
        key.CopyTo(bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }

    internal static bool TryRead(string text, int keyLength, out long revision, out byte[] key)
    {
        revision = 0;
        key = [];
        int expected = sizeof(long) + keyLength;
        if (text.Length != Base64Url.GetEncodedLength(expected) || !Base64Url.IsValid(text, out int length) || length != expected)
            return false;
        byte[] bytes = Base64Url.DecodeFromChars(text);
        revision = BinaryPrimitives.ReadInt64BigEndian(bytes);
        key = bytes[sizeof(long)..];
        return revision >= 0;
    }
}
