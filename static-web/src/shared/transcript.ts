export interface Piece {
  text: string
  offset: number
}

/** A text that arrives in pieces. Each piece says where it belongs, so a repeat never doubles and a gap is waited for. */
export interface Transcript {
  text: string
  /** Pieces that came before the ones they follow. */
  ahead: Piece[]
}

export const transcriptOf = (text: string | null | undefined): Transcript => ({ text: text ?? '', ahead: [] })

export function place(transcript: Transcript, pieces: Piece[]): Transcript {
  const waiting = [...transcript.ahead, ...pieces].sort((a, b) => a.offset - b.offset)
  const ahead: Piece[] = []
  let { text } = transcript

  for (const piece of waiting) {
    const end = piece.offset + piece.text.length
    if (piece.offset > text.length) ahead.push(piece)
    else if (end > text.length) text += piece.text.slice(text.length - piece.offset)
  }

  return { text, ahead }
}
