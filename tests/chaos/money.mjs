// To the last digit: as whole numbers, since sums of binary fractions go astray.
const digits = 12
const exactly = (usd) => BigInt(Math.round(usd * 10 ** digits))

export const sumOf = (usds) => Number(usds.reduce((sum, usd) => sum + exactly(usd), 0n)) / 10 ** digits

export const sameMoney = (a, b) => exactly(a) === exactly(b)
