using System.ComponentModel.DataAnnotations;
using PromptLab.Auth;

namespace PromptLab.Settings;

public sealed record ChangePasswordRequest
{
    [Required(ErrorMessage = "Enter the password you have now.")]
    [StringLength(Passwords.MaxLength, ErrorMessage = "Use at most 128 characters.")]
    public string? CurrentPassword { get; init; }

    [Required(ErrorMessage = "Choose a new password.")]
    [StringLength(Passwords.MaxLength, MinimumLength = Passwords.MinLength, ErrorMessage = "Use 10 to 128 characters.")]
    public string? NewPassword { get; init; }
}
