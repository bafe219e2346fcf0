import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { Cell } from './api'
import type { LiveBoard } from './useBoard'
import type { useBoardRows } from './useBoardRows'
import type { Marks } from './useMarks'

/** What the parts of a board's page work on together. */
export interface BoardContext extends LiveBoard, ReturnType<typeof useBoardRows> {
  id: ComputedRef<string>
  marks: Marks
  /** The variant that the others are held against. */
  base: ComputedRef<number>
  setBase: (variant: number) => void
  open: (cell: Pick<Cell, 'input' | 'variant' | 'repeat'> | null) => void
  stop: (cell: Cell) => void
}

const key: InjectionKey<BoardContext> = Symbol('board')

export const provideBoard = (context: BoardContext) => provide(key, context)
export function useBoardContext() {
  const context = inject(key)
  if (!context) throw new Error('A part of the board is used outside of its page')
  return context
}
