namespace PromptLab.Auth;

public sealed record User(Guid Id, string Email, string FullName, string PasswordHash, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
