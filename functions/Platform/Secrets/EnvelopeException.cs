namespace PromptLab.Platform.Secrets;

public enum EnvelopeFailure
{
    /// <summary>The text is not an envelope that this version of the app can read.</summary>
    UnknownFormat,

    /// <summary>Something in it was changed after it was sealed.</summary>
    Damaged,

    /// <summary>It is whole, and was sealed for somebody else.</summary>
    WrongOwner,

    /// <summary>It names a wrapping key that is not there, or not any more.</summary>
    UnknownKeyVersion,

    /// <summary>The wrapping key exists as far as we know, and could not be had just now. Later it may.</summary>
    KeyUnavailable,
}

/// <summary>An envelope could not be sealed or opened. It stays as it is: what is unreadable now may be readable once its key is back.</summary>
public sealed class EnvelopeException(EnvelopeFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public EnvelopeFailure Failure => failure;

    public static EnvelopeException UnknownFormat() =>
        new(EnvelopeFailure.UnknownFormat, "The envelope has an unknown format.");

    public static EnvelopeException Damaged(string what) =>
        new(EnvelopeFailure.Damaged, $"The envelope is damaged: {what}.");

    public static EnvelopeException WrongOwner() =>
        new(EnvelopeFailure.WrongOwner, "The envelope belongs to another owner.");

    public static EnvelopeException UnknownKeyVersion(string version, string why, Exception? inner = null) =>
        new(EnvelopeFailure.UnknownKeyVersion, $"The envelope needs wrapping key version {version}: {why}.", inner);

    public static EnvelopeException KeyUnavailable(string why, Exception? inner = null) =>
        new(EnvelopeFailure.KeyUnavailable, $"The wrapping key cannot be had: {why}.", inner);
}
