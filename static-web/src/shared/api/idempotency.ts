// crypto.randomUUID is missing where the page is served without TLS.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')

/**
 * Names what a person means to have once. Who asks for the same again while nobody knows what became of the first call
 * (the line was lost) sends its key again, and gets what it made.
 */
export function idempotencyKeys() {
  let meant: { what: string; key: string } | null = null
  return {
    keyFor(what: string) {
      if (meant?.what !== what) meant = { what, key: newKey() }
      return meant.key
    },
    /** It has come about: the same asked for again is meant to be a second one. */
    settle: () => (meant = null),
  }
}
