using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;

namespace PromptLab.Auth;

/// <summary>Password hashes: PBKDF2 with SHA-512 at OWASP's figure, self-describing so that the figure can rise.</summary>
public sealed class Passwords(IMeterFactory meters)
{
    public const int MinLength = 10;
    public const int MaxLength = 128;

    private const int Iterations = 210_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    /// <summary>A hash that no password fits; checked for unknown accounts, so that they take as long as known ones.</summary>
    private static readonly string Nobodys = Encode(RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    // The most expensive thing that a stranger can make us do: worth a figure of its own.
    private readonly Counter<long> derivations = meters.Create("PromptLab.Auth").CreateCounter<long>(
        "promptlab.auth.password_derivations", "{derivation}", "Passwords hashed or checked.");

    public string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Encode(salt, Derive(password, salt, Iterations));
    }

    /// <summary>Whether the password is this account's; for no account it does the same work and says no.</summary>
    public bool Verify(string password, User? user)
    {
        var parts = (user?.PasswordHash ?? Nobodys).Split('$');
        var expected = Convert.FromBase64String(parts[3]);
        var actual = Derive(password, Convert.FromBase64String(parts[2]), int.Parse(parts[1], CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(actual, expected) && user is not null;
    }

    private static string Encode(byte[] salt, byte[] hash) =>
        $"pbkdf2-sha512${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";

    private byte[] Derive(string password, byte[] salt, int iterations)
    {
        derivations.Add(1);

        // Passwords are typed on many keyboards: the same characters must give the same bytes.
        return Rfc2898DeriveBytes.Pbkdf2(password.Normalize(), salt, iterations, HashAlgorithmName.SHA512, HashBytes);
    }
}
