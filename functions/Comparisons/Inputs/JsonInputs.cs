using System.Text;
using System.Text.Json;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons.Inputs;

/// <summary>
/// A list of objects, or one object a line: each holds the variables themselves, or is {name, variables}. Lines and columns count
/// from 1.
/// </summary>
internal static class JsonInputs
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public static IReadOnlyList<ComparisonInput> Read(string text, InputFaults faults)
    {
        using var document = Parse(text, 1, faults);
        if (document is null)
        {
            return [];
        }

        if (document.RootElement.ValueKind is not JsonValueKind.Array)
        {
            faults.At(1, 1, "Expected a list of objects, one for each input.");
            return [];
        }

        List<ComparisonInput> inputs = [];
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (InputOf(item, inputs.Count) is not { } input)
            {
                faults.Add($"Item {inputs.Count + 1} is not an object.");
                break;
            }

            if (!TryAdd(inputs, input))
            {
                faults.Add($"Item {inputs.Count + 1}: a comparison has at most 2,000 inputs.");
                break;
            }
        }

        return inputs;
    }

    public static IReadOnlyList<ComparisonInput> ReadLines(string text, InputFaults faults)
    {
        List<ComparisonInput> inputs = [];
        foreach (var (index, line) in text.Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            using var document = Parse(line, index + 1, faults);
            if (document is null)
            {
                if (faults.AreMany)
                {
                    break;
                }
            }
            else if (InputOf(document.RootElement, inputs.Count) is not { } input)
            {
                faults.At(index + 1, 1, "Expected an object.");
            }
            else if (!TryAdd(inputs, input))
            {
                faults.At(index + 1, 1, "A comparison has at most 2,000 inputs.");
                break;
            }
        }

        return inputs;
    }

    private static bool TryAdd(List<ComparisonInput> inputs, ComparisonInput input)
    {
        inputs.Add(input);
        return inputs.Count <= ComparisonPlan.MostCells;
    }

    private static ComparisonInput? InputOf(JsonElement item, int index) => item.ValueKind is not JsonValueKind.Object ? null
        : IsNamed(item) ? new(NameOf(item, index), new(item.GetProperty("variables").GetRawText()))
        : new($"Input {index + 1}", new(item.GetRawText()));

    private static bool IsNamed(JsonElement item) =>
        item.TryGetProperty("variables", out var variables) && variables.ValueKind is JsonValueKind.Object
        && item.EnumerateObject().All(member => member.Name is "name" or "variables");

    private static string NameOf(JsonElement item, int index) =>
        item.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String && name.GetString() is { Length: > 0 } text ? text : $"Input {index + 1}";

    private static JsonDocument? Parse(string text, int firstLine, InputFaults faults)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text.TrimStart('\uFEFF'), Strict);
            if (HalfSurrogates.Find(document.RootElement) is null)
            {
                return document;
            }
        }
        catch (JsonException error)
        {
            var line = (int)(error.LineNumber ?? 0);
            faults.At(firstLine + line, ColumnOf(text, line, (int)(error.BytePositionInLine ?? 0)), "This is not valid JSON.");
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half a character in a name, which the parser itself cannot read.
        }

        document?.Dispose();
        faults.At(firstLine, 1, "The text holds half a Unicode surrogate pair.");
        return null;
    }

    /// <summary>The parser counts bytes; a person counts characters.</summary>
    private static int ColumnOf(string text, int line, int bytes)
    {
        var bytesOfLine = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault(line) ?? "");
        return Encoding.UTF8.GetCharCount(bytesOfLine.AsSpan(0, Math.Min(bytes, bytesOfLine.Length))) + 1;
    }
}
