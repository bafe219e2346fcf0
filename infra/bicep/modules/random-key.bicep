// 32 random bytes in base64, from the only randomness that a template has. A GUID holds 30 random hexadecimal digits and
// two that only say what kind of GUID it is; a key is 42 characters of six bits and one of four, so it takes 85 digits.

@export()
@description('A key of 256 random bits, as the app wants it, from three GUIDs written one after the other.')
func keyFrom(guids string) string =>
  inBase64(join(map(range(0, 3), i => randomDigits(substring(guids, 36 * i, 36))), ''))

func randomDigits(guid string) string =>
  join(
    [substring(guid, 0, 8), substring(guid, 9, 4), substring(guid, 15, 3), substring(guid, 20, 3), substring(guid, 24)],
    ''
  )

func inBase64(digits string) string =>
  '${join(map(range(0, 42), i => character(numberOf(substring(digits, 2 * i, 1)) % 4 * 16 + numberOf(substring(digits, 2 * i + 1, 1)))), '')}${character(numberOf(substring(digits, 84, 1)) * 4)}='

func numberOf(digit string) int => indexOf('0123456789abcdef', toLower(digit))

func character(sixBits int) string =>
  substring('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', sixBits, 1)
