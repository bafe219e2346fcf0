namespace PromptLab.Platform.Http;

/// <summary>A page of a list as it goes over the wire.</summary>
public sealed record ListPage<T>(int Count, string? Next, string? Previous, IReadOnlyList<T> Results);
