using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>Writes down what an assembly offers to others: its public types and members, in order, in C# as far as that goes.</summary>
internal static class HouseSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nulls = new();

    /// <summary>The text of an assembly's surface.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(HouseSurfaceTypes.Head(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return [];
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(EnumMember);
        IEnumerable<string> fields = type.GetFields(Declared).Where(f => IsVisible(f.Attributes)).Select(Field);
        IEnumerable<string> properties = type.GetProperties(Declared).Select(Property).OfType<string>();
        IEnumerable<string> events = type.GetEvents(Declared)
            .Where(e => IsVisible(e.AddMethod)).Select(e => $"event {HouseSurfaceTypes.Name(e.EventHandlerType!)} {e.Name}");
        IEnumerable<string> constructors = type.GetConstructors(Declared)
            .Where(c => !c.IsStatic && IsVisible(c)).Select(c => $"{Access(c)}{HouseSurfaceTypes.Short(type)}({Parameters(c)})");
        IEnumerable<string> methods = type.GetMethods(Declared).Where(IsOwnMethod).Select(Method);
        return [.. fields, .. properties, .. events, .. constructors, .. methods];
    }

    private static string EnumMember(FieldInfo field) => $"{field.Name} = {HouseSurfaceTypes.Literal(field.GetRawConstantValue())}";

    private static string Field(FieldInfo field)
    {
        string name = $"{HouseSurfaceTypes.Name(s_nulls.Create(field))} {field.Name}";
        if (field.IsLiteral) return $"const {name} = {HouseSurfaceTypes.Literal(field.GetRawConstantValue())}";
        string words = (field.IsFamily ? "protected " : "") + (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return words + name;
    }

    private static string? Property(PropertyInfo property)
    {
        MethodInfo? get = IsVisible(property.GetMethod) ? property.GetMethod : null;
        MethodInfo? set = IsVisible(property.SetMethod) ? property.SetMethod : null;
        MethodInfo? any = get ?? set;
        if (any is null) return null;
        bool isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        ParameterInfo[] index = property.GetIndexParameters();
        string indexes = index.Length > 0 ? $"[{string.Join(", ", index.Select(Parameter))}]" : "";
        string accessors = $"{(get is null ? "" : "get; ")}{(set is null ? "" : isInit ? "init; " : "set; ")}";
        string type = HouseSurfaceTypes.Name(s_nulls.Create(property));
        return $"{Access(any)}{(any.IsStatic ? "static " : "")}{type} {property.Name}{indexes} {{ {accessors}}}";
    }

    private static string Method(MethodInfo method)
    {
        IEnumerable<string> names = method.GetGenericArguments().Select(a => a.Name);
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", names)}>" : "";
        string type = HouseSurfaceTypes.Name(s_nulls.Create(method.ReturnParameter));
        bool isOfInterface = method.DeclaringType is { IsInterface: true };
        string kind = method.IsStatic ? "static "
            : isOfInterface ? ""
            : method.IsAbstract ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
        return $"{Access(method)}{kind}{type} {method.Name}{generics}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method)
    {
        string first = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return first + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        string value = parameter.HasDefaultValue ? $" = {HouseSurfaceTypes.Literal(parameter.RawDefaultValue)}" : "";
        return $"{way}{HouseSurfaceTypes.Name(s_nulls.Create(parameter))} {parameter.Name}{value}";
    }

    // What the compiler makes for records is said by the word "record"; accessors are said by their properties.
    private static bool IsOwnMethod(MethodInfo method)
    {
        bool isAccessor = method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
        bool isFinalizer = method.Name == "Finalize" && method.GetParameters().Length == 0;
        return IsVisible(method) && !isAccessor && !isFinalizer && !method.IsDefined(typeof(CompilerGeneratedAttribute), false);
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsVisible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";
}
