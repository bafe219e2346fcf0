using System.Net.Http.Headers;
using System.Text;

namespace PromptLab.Tests.Contract;

/// <summary>A request with something wrong in it, and what the app must say of it.</summary>
/// <param name="What">What is wrong, for whoever reads the failure.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="Fields">The fields, of which at least one must be named; none when the problem is not one of fields.</param>
internal sealed record MalformedRequest(string What, string Method, string Path, string Code, params string[] Fields)
{
    public byte[]? Body { get; init; }

    public string? MediaType { get; init; } = "application/json";

    public (string Name, string Value)? Header { get; init; }

    public string Text
    {
        init => Body = Encoding.UTF8.GetBytes(value);
    }

    public HttpRequestMessage ToMessage()
    {
        HttpRequestMessage message = new(HttpMethod.Parse(Method), Path);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (MediaType is not null)
            {
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType);
            }
        }

        if (Header is { } header && !message.Headers.TryAddWithoutValidation(header.Name, header.Value))
        {
            message.Content!.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return message;
    }

    public override string ToString() =>
        $"{What}: {Method} {Path} {(Body is null ? "" : Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300))))}";
}
