using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// The first reading of a proof: token by token without building anything, so that what is malformed or too large is refused before a
/// byte is allocated for it (AVL-FORMAT section 6).
/// </summary>
/// <param name="Leaves">The leaves of the packed tree.</param>
/// <param name="Internals">The internal nodes of the packed tree.</param>
/// <param name="DepthMax">The most subtrees that wait for their parent at one time.</param>
/// <param name="DirectionsOffset">Where the directions begin.</param>
internal readonly record struct ProofScan(int Leaves, int Internals, int DepthMax, int DirectionsOffset)
{
    /// <summary>About how many bytes of memory the tree will take, values aside.</summary>
    public long TreeBytes(int keyLength)
    {
        const int InternalBytes = 104;
        const int LeafBytes = 32;
        return ((long)Internals * InternalBytes) + ((long)Leaves * (LeafBytes + keyLength));
    }

    /// <summary>Reads a proof.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="rules">What is asked of it.</param>
    /// <param name="nodesMax">The most tokens.</param>
    /// <param name="scan">The counts.</param>
    /// <returns>False if the proof is malformed or has more tokens.</returns>
    public static bool TryRead(ReadOnlySpan<byte> proof, in ProofRules rules, long nodesMax, out ProofScan scan)
    {
        scan = default;
        bool isStrict = rules.IsStrict;

        // What waits is joined from the last one up, so that a tree is at least as high as subtrees wait, less one.
        long waitingMax = rules.HeightMax + 1L;
        bool keyKnown = false;
        int position = 0;
        int leaves = 0;
        int internals = 0;
        int depth = 0;
        int depthMax = 0;
        for (long tokens = 1; (uint)position < (uint)proof.Length; tokens++)
        {
            byte token = proof[position++];
            if (token == ProofToken.End)
            {
                scan = new ProofScan(leaves, internals, depthMax, position);
                return depth == 1;
            }

            if (tokens > nodesMax) return false;
            if (token == ProofToken.Label)
            {
                // Past the end of the proof the loop ends.
                position += Label.Length;
                keyKnown = false;
                depth++;
            }
            else if (token == ProofToken.Leaf)
            {
                if (!TryLeaf(proof, rules, keyKnown, ref position)) return false;
                keyKnown = true;
                leaves++;
                depth++;
            }
            else
            {
                if ((isStrict && (sbyte)token is < -1 or > 1) || depth < 2) return false;
                internals++;
                depth--;
            }

            depthMax = Math.Max(depthMax, depth);
            if (depth > waitingMax) return false;
        }

        return false;
    }

    private static bool TryLeaf(ReadOnlySpan<byte> proof, in ProofRules rules, bool keyKnown, ref int position)
    {
        int left = proof.Length - position - (keyKnown ? rules.KeyLength : 2 * rules.KeyLength);
        if (rules.ValueLength is { } fixedLength)
        {
            left -= fixedLength;
            position = proof.Length - left;
            return left >= 0;
        }

        if (left < sizeof(int)) return false;
        position = proof.Length - left;
        int length = BinaryPrimitives.ReadInt32BigEndian(proof[position..]);
        position += sizeof(int);
        if (length >= 0)
        {
            if (length > rules.ValueLengthMax || length > proof.Length - position) return false;
        }
        else if (rules.IsStrict || position + (long)length < 0)
        {
            // scrypto takes a negative length for an empty value and moves back. It cannot move before the first byte.
            return false;
        }

        position += length;
        return true;
    }
}
