using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace BasisTrees.Tests.Property;

/// <summary>Names types and constants as C# does.</summary>
internal static class HouseSurfaceTypes
{
    private static readonly Dictionary<Type, string> s_words = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
        [typeof(string)] = "string", [typeof(object)] = "object",
    };

    /// <summary>The line that begins a type.</summary>
    public static string Head(Type type)
    {
        Type[] parents = [.. Parents(type)];
        string above = parents.Length > 0 ? $" : {string.Join(", ", parents.Select(p => Name(p)).Order(StringComparer.Ordinal))}" : "";
        return $"{Kind(type)} {type.Namespace}.{Short(type)}{above}";
    }

    /// <summary>A type's own name with its type parameters, those it stands in included.</summary>
    public static string Short(Type type)
    {
        string name = type.Name.Split('`')[0];
        string outer = type is { IsNested: true, IsGenericParameter: false } ? Short(type.DeclaringType!) + "." : "";
        Type[] arguments = type.GetGenericArguments();
        return arguments.Length > 0 ? $"{outer}{name}<{string.Join(", ", arguments.Select(a => Name(a)))}>" : outer + name;
    }

    /// <summary>A type as one writes it where it is used.</summary>
    public static string Name(Type type)
    {
        if (s_words.TryGetValue(type, out string? word)) return word;
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        return Nullable.GetUnderlyingType(type) is { } inner ? Name(inner) + "?" : Short(type);
    }

    /// <summary>A type as one writes it, with a question mark on a reference that may be null.</summary>
    public static string Name(NullabilityInfo use)
    {
        Type type = use.Type.IsByRef ? use.Type.GetElementType()! : use.Type;
        bool mayBeNull = !type.IsValueType && (use.ReadState == NullabilityState.Nullable || use.WriteState == NullabilityState.Nullable);
        string mark = mayBeNull ? "?" : "";
        if (type.IsArray && use.ElementType is { } element) return Name(element) + "[]" + mark;
        bool isPlain = !type.IsGenericType || type.IsNested || Nullable.GetUnderlyingType(type) is not null;
        if (isPlain || use.GenericTypeArguments.Length != type.GetGenericArguments().Length) return Name(type) + mark;
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", use.GenericTypeArguments.Select(Name))}>{mark}";
    }

    /// <summary>A constant as one writes it.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };

    private static string Kind(Type type)
    {
        if (type.IsEnum) return $"enum({Name(Enum.GetUnderlyingType(type))})";
        if (type.IsInterface) return "interface";
        if (typeof(Delegate).IsAssignableFrom(type)) return $"delegate {Signature(type)}";
        bool isRecord = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
        string form = type.IsValueType ? (isRecord ? "record struct" : "struct") : isRecord ? "record" : "class";
        string only = type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "")
            : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return only + (type.IsByRefLike ? "ref " : "") + form;
    }

    private static string Signature(Type type)
    {
        MethodInfo invoke = type.GetMethod("Invoke")!; // every delegate has it
        return $"{Name(invoke.ReturnType)}({string.Join(", ", invoke.GetParameters().Select(p => Name(p.ParameterType)))})";
    }

    private static IEnumerable<Type> Parents(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type)) yield break;
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) yield return parent;
        foreach (Type face in type.GetInterfaces().Where(i => i.IsPublic && !IsRecordEquality(i, type))) yield return face;
    }

    private static bool IsRecordEquality(Type face, Type type) => face == typeof(IEquatable<>).MakeGenericType(type);
}
