using System.Buffers.Binary;
using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>Expands the "gen" field of a batch into its inserts (vectors/README.md states the rule).</summary>
internal static class VectorGenerator
{
    public static List<VectorOperation> Expand(JsonElement element, TreeParameters parameters)
    {
        if (VectorJson.Text(element, "op") != "Insert") throw new FormatException("Only inserts are generated.");
        byte[] seed = VectorJson.Bytes(element, "seed");
        long start = VectorJson.NumberOrNull(element, "start")!.Value;
        long count = VectorJson.NumberOrNull(element, "count")!.Value;
        int valueMax = (int)VectorJson.NumberOrNull(element, "max_value")!.Value;
        List<VectorOperation> operations = [];
        for (long i = start; i < start + count; i++)
        {
            byte[] prefix = new byte[seed.Length + 4];
            seed.CopyTo(prefix, 0);
            BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(seed.Length), checked((uint)i));
            int valueLength = parameters.ValueLength
                ?? BinaryPrimitives.ReadUInt16BigEndian(ReferenceHash.Of(prefix, [0x80])) % (valueMax + 1);
            Operation insert = Operation.Insert(Stream(prefix, 0x00, parameters.KeyLength), Stream(prefix, 0x81, valueLength));
            operations.Add(new VectorOperation(insert, new VectorResult(false, null)));
        }

        return operations;
    }

    private static byte[] Stream(byte[] prefix, byte block, int length)
    {
        List<byte> bytes = [];
        for (; bytes.Count < length; block++) bytes.AddRange(ReferenceHash.Of(prefix, [block]));
        return [.. bytes[..length]];
    }
}
