const most = 48

/** What a scratch is called when it becomes a prompt: its first words, a variable by its name. */
export function nameFromText(text: string) {
  const words = text
    .replace(/\{%.*?%\}/gs, ' ')
    .replace(/\{\{-?\s*([^\s|}]*).*?\}\}/gs, '$1')
    .trim()
    .split(/\s+/)
  let name = ''
  for (const word of words) {
    if (name && name.length + 1 + word.length > most) return `${name}…`
    name = name ? `${name} ${word}` : word.slice(0, most)
  }
  return name || 'Scratch'
}
