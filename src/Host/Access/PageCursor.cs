using System.Buffers.Text;

namespace BasisTrees.Host.Access;

/// <summary>
/// The text that tells where a page ended: the last key in base64url. Whoever makes one up reads what they may read anyway.
/// </summary>
internal static class PageCursor
{
    internal static string Write(byte[] key) => Base64Url.EncodeToString(key);

    internal static bool TryRead(string text, int keyLength, out byte[] key)
    {
        key = [];
        if (text.Length != Base64Url.GetEncodedLength(keyLength) || !Base64Url.IsValid(text, out int length) || length != keyLength)
            return false;
        key = Base64Url.DecodeFromChars(text);
        return true;
    }
}
