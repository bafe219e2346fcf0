/** Where a line and a column, both counted from 1, lie in a text. Beyond the end of a line or the text is its end. */
export function offsetAt(text: string, line: number, column: number) {
  const lines = text.split('\n')
  const index = Math.min(Math.max(line, 1), lines.length) - 1
  const before = lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0)
  return before + Math.min(Math.max(column, 1) - 1, lines[index]?.length ?? 0)
}
