using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>BLAKE2b-256 of a message that comes in pieces. Nothing is allocated; a copy of the value is a fork of the hash.</summary>
/// <remarks>Call <see cref="Init"/> first, then <see cref="Update"/> for each piece, then <see cref="Finish"/> once. One thread.</remarks>
internal unsafe struct Blake2bState
{
    private fixed ulong _chain[8];

    // Bytes that wait: always at least one once anything has come, since the last block must be compressed with the final flag.
    private fixed byte _block[Blake2b.BlockLength];
    private int _waiting;

    // Bytes already compressed. RFC 7693 counts to 2^128; no message here reaches 2^64.
    private ulong _hashed;

    /// <summary>Begins a new message.</summary>
    [SkipLocalsInit]
    internal void Init()
    {
        fixed (ulong* chain = _chain) Blake2b.Start(chain);
        _waiting = 0;
        _hashed = 0;
    }

    /// <summary>Appends a piece of the message; it may be empty.</summary>
    internal void Update(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return;
        fixed (ulong* chain = _chain)
        fixed (byte* block = _block)
        fixed (byte* start = piece)
        {
            byte* rest = start;
            int left = piece.Length;
            int room = Blake2b.BlockLength - _waiting;
            if (left > room)
            {
                // With nothing waiting, room is a whole block: the loop below takes it from where it stands.
                if (_waiting > 0)
                {
                    Unsafe.CopyBlockUnaligned(block + _waiting, rest, (uint)room);
                    _hashed += Blake2b.BlockLength;
                    Blake2b.Compress(chain, block, _hashed, 0);
                    _waiting = 0;
                    rest += room;
                    left -= room;
                }

                while (left > Blake2b.BlockLength)
                {
                    _hashed += Blake2b.BlockLength;
                    Blake2b.Compress(chain, rest, _hashed, 0);
                    rest += Blake2b.BlockLength;
                    left -= Blake2b.BlockLength;
                }
            }

            Unsafe.CopyBlockUnaligned(block + _waiting, rest, (uint)left);
            _waiting += left;
        }
    }

    /// <summary>Ends the message; only <see cref="Init"/> may follow.</summary>
    /// <param name="hash32">Receives 32 bytes at its front.</param>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    internal void Finish(Span<byte> hash32)
    {
        if (hash32.Length < Blake2b.HashLength) throw new ArgumentException($"A hash needs {Blake2b.HashLength} bytes.", nameof(hash32));
        fixed (ulong* chain = _chain)
        fixed (byte* block = _block)
        {
            new Span<byte>(block + _waiting, Blake2b.BlockLength - _waiting).Clear();
            Blake2b.Compress(chain, block, _hashed + (ulong)_waiting, ulong.MaxValue);
            Blake2b.Store(chain, hash32);
        }
    }
}
