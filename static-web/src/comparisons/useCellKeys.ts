import type { Ref } from 'vue'
import { singleKeys } from '@/shared/shortcut'
import type { Cell } from './api'
import { useBoardContext } from './boardContext'

interface Grid {
  at: Ref<{ row: number; variant: number }>
  move: (row: number, variant: number) => void
  cellAt: (row: number, variant: number) => Cell | undefined
  pageRows: () => number
}

const verdicts = { b: 'better', w: 'worse', e: 'equal' } as const

/** The grid by keys alone: arrows move, and what a cell can be told has a key. */
export function useCellKeys({ at, move, cellAt, pageRows }: Grid) {
  const { marks, base, open, stop } = useBoardContext()

  const moves: Record<string, () => void> = {
    ArrowUp: () => move(at.value.row - 1, at.value.variant),
    ArrowDown: () => move(at.value.row + 1, at.value.variant),
    ArrowLeft: () => move(at.value.row, at.value.variant - 1),
    ArrowRight: () => move(at.value.row, at.value.variant + 1),
    PageUp: () => move(at.value.row - pageRows(), at.value.variant),
    PageDown: () => move(at.value.row + pageRows(), at.value.variant),
    Home: () => move(at.value.row, 0),
    End: () => move(at.value.row, Infinity),
  }

  function tell(cell: Cell, key: string) {
    if (/^[1-5]$/.test(key)) return marks.rate(cell, Number(key))
    if (key === '0') return marks.clear(cell)
    if (key === 's') return stop(cell)
    const verdict = verdicts[key as keyof typeof verdicts]
    return verdict ? marks.judge(cell, verdict, base.value) : null
  }

  return (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (target.getAttribute('role') !== 'gridcell' || event.altKey || event.ctrlKey || event.metaKey) return
    const cell = cellAt(at.value.row, at.value.variant)
    const act =
      moves[event.key] ??
      (cell && (event.key === 'Enter' || event.key === ' ') ? () => open(cell) : undefined) ??
      (cell && singleKeys.value && /^[0-5bwes]$/.test(event.key.toLowerCase())
        ? () => tell(cell, event.key.toLowerCase())
        : undefined)
    if (!act) return
    event.preventDefault()
    void act()
  }
}
