import { computed, type ComputedRef } from 'vue'
import { useQueryParam } from '@/shared/queryParam'
import type { Cell, Mark } from './api'
import type { LiveBoard } from './useBoard'

/** What a row is: an input, once for each repeat. */
export interface RowPlace {
  input: number
  repeat: number
}

export const orders = ['cost', 'latency', 'mark'] as const
export type Order = (typeof orders)[number]

const verdictValue = { better: 1, equal: 0, worse: -1 }
const markValue = (mark: Mark | undefined) =>
  mark ? (mark.rating ?? 3) + (mark.verdict ? verdictValue[mark.verdict] : 0) : null

/** The rows in the order that the address says, highest first: `sort=cost.2` is by what the second variant has cost. */
export function useBoardRows(
  { board, cells, indexOf }: LiveBoard,
  markOf: (cell: Pick<Cell, 'input' | 'variant' | 'repeat'>) => Mark | undefined,
) {
  const param = useQueryParam('sort')
  const sort = computed(() => {
    const [by, column] = param.value.split('.')
    const order = orders.find((order) => order === by)
    const variant = Number(column) - 1
    return order && board.value?.variants[variant] ? { order, variant } : null
  })

  const inOrder = computed<RowPlace[]>(() => {
    const { inputs = [], repeats = 1 } = board.value ?? {}
    return inputs.flatMap((_, input) => Array.from({ length: repeats }, (__, repeat) => ({ input, repeat })))
  })

  function valueOf(place: RowPlace, { order, variant }: { order: Order; variant: number }) {
    const cell = cells[indexOf({ ...place, variant })]
    if (!cell) return null
    if (order === 'mark') return markValue(markOf(cell))
    return order === 'cost' ? cell.cost_usd : cell.latency_ms
  }

  const rows: ComputedRef<RowPlace[]> = computed(() => {
    const by = sort.value
    if (!by) return inOrder.value
    return inOrder.value
      .map((place) => ({ place, value: valueOf(place, by) ?? -Infinity }))
      .sort((a, b) => (a.value === b.value ? 0 : b.value - a.value))
      .map(({ place }) => place)
  })

  const sortBy = (order: Order | null, variant = 0) => (param.value = order ? `${order}.${variant + 1}` : '')

  return { rows, sort, sortBy }
}
