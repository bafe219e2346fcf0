using System.Text.Json;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>The values of variables as templates see them.</summary>
internal static class TemplateValues
{
    /// <summary>Digits that a decimal holds without rounding.</summary>
    private const int ExactDigits = 28;

    public static FluidValue From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new StringValue(value.GetString()!),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Array => new ArrayValue([.. value.EnumerateArray().Select(From)]),
        JsonValueKind.Object => new DictionaryValue(new FluidValueDictionaryFluidIndexable(
            value.EnumerateObject().ToDictionary(member => member.Name, member => From(member.Value)))),
        _ => NilValue.Instance,
    };

    /// <summary>A number that cannot be counted with exactly is shown as it was written.</summary>
    private static FluidValue Number(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= ExactDigits && value.TryGetDecimal(out var number) && (number != 0 || !text.AsSpan().ContainsAnyInRange('1', '9'))
            ? NumberValue.Create(number)
            : new StringValue(text);
    }
}
