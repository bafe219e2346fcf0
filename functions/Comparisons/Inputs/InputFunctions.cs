using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Comparisons.Inputs;

public enum InputFormat { Csv, Json, Jsonl }

public sealed record ReadInputsRequest
{
    [Required(ErrorMessage = "Say what the text is: csv, json or jsonl.")]
    public InputFormat? Format { get; init; }

    [Required(ErrorMessage = "The text is empty.")]
    public string? Text { get; init; }
}

public sealed record InputsResponse(IReadOnlyList<ComparisonInput> Inputs);

public static class InputFunctions
{
    /// <summary>Turns a file's text into inputs. Nothing is kept.</summary>
    [Function("ReadInputs")]
    public static async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/comparisons/inputs")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ReadInputsRequest>(cancellationToken);
        InputFaults faults = new();
        var inputs = body.Format switch
        {
            InputFormat.Csv => CsvInputs.Read(body.Text!, faults),
            InputFormat.Json => JsonInputs.Read(body.Text!, faults),
            _ => JsonInputs.ReadLines(body.Text!, faults),
        };
        if (inputs.Count == 0 && faults.Sentences.Count == 0)
        {
            faults.Add("There is no input in this text.");
        }

        return faults.Sentences.Count > 0 ? throw ProblemException.Invalid(new Dictionary<string, string[]> { ["text"] = [.. faults.Sentences] }) : Results.Ok(new InputsResponse(inputs));
    }
}

/// <summary>What is wrong with a text, and where; not more of it than helps.</summary>
internal sealed class InputFaults
{
    private const int Most = 20;

    private readonly List<string> sentences = [];

    public IReadOnlyList<string> Sentences => sentences;

    public bool AreMany => sentences.Count >= Most;

    public void Add(string sentence)
    {
        if (!AreMany)
        {
            sentences.Add(sentence);
        }
    }

    public void At(long line, long column, string sentence) => Add($"Line {line}, column {column}: {sentence}");
}
