/** Where a person can do something about a failure, by its stable name: that of a problem, or the error code of a run. */
const waysOut: Record<string, { to: string; text: string } | undefined> = {
  'api-key-missing': { to: '/settings#openrouter', text: 'Open settings to add a key' },
  'api-key-rejected': { to: '/settings#openrouter', text: 'Open settings to add a key' },
  'api-key-unreadable': { to: '/settings#openrouter', text: 'Open settings to save the key again' },
  'out-of-credits': { to: '/settings#openrouter', text: "Open settings to see the key's credit" },
  'budget-exceeded': { to: '/settings#limits', text: 'Open settings to see your limits' },
}

export const wayOut = (code: string | null | undefined) => (code ? waysOut[code] : undefined)
