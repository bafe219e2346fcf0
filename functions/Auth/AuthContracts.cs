using System.ComponentModel.DataAnnotations;

namespace PromptLab.Auth;

public sealed record RegisterRequest : IValidatableObject
{
    [Required(ErrorMessage = "Enter your e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    [StringLength(254, ErrorMessage = "Use at most 254 characters.")]
    public string? Email { get; init; }

    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(Passwords.MaxLength, MinimumLength = Passwords.MinLength, ErrorMessage = "Use 10 to 128 characters.")]
    public string? Password { get; init; }

    [Required(ErrorMessage = "Enter your name.")]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? FullName { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PasswordRules.FindProblem(Password!, Email!, FullName!) is { } sentence)
        {
            yield return new(sentence, [nameof(Password)]);
        }
    }
}

public sealed record LoginRequest
{
    [Required(ErrorMessage = "Enter your e-mail address.")]
    [StringLength(254, ErrorMessage = "Use at most 254 characters.")]
    public string? Email { get; init; }

    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(Passwords.MaxLength, ErrorMessage = "Use at most 128 characters.")]
    public string? Password { get; init; }
}

public sealed record UserResponse(Guid Id, string Email, string FullName, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static UserResponse From(User user) => new(user.Id, user.Email, user.FullName, user.CreatedAt, user.UpdatedAt);
}

public sealed record SessionResponse(UserResponse User, string Access);

public sealed record AccessResponse(string Access);
