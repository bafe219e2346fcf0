import { useQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, shallowReactive, shallowRef, watch } from 'vue'
import { place, transcriptOf, type Piece, type Transcript } from '@/shared/transcript'
import type { Board, Cell, Marking, VariantSummary } from './api'
import { followBoard, type BoardEvent, type Delta } from './events'
import { boardQuery } from './queries'

export const isOpen = ({ status }: Pick<Cell, 'status'>) => status === 'queued' || status === 'running'

/** A board as it happens: as the API gave it, and everything that its events have told since. */
export function useBoard(id: () => string) {
  const { data, error } = useQuery(() => boardQuery(id()))

  const board = shallowRef<Board>()
  /** In order of input, variant and repeat; each is drawn by itself when it changes. */
  const cells = shallowReactive<Cell[]>([])
  /** What has arrived of the answers that go on, by run. */
  const texts = shallowReactive(new Map<string, Transcript>())
  const summaries = shallowRef<VariantSummary[]>([])
  const marking = shallowRef<Marking>({ marks: [], ratings: [], pairs: [] })
  const openCells = ref(0)
  const reconnecting = ref(false)
  const lost = shallowRef<Error | null>(null)

  const indexOf = ({ input, variant, repeat }: Pick<Cell, 'input' | 'variant' | 'repeat'>) => {
    const { variants = [], repeats = 1 } = board.value ?? {}
    return (input * variants.length + variant) * repeats + repeat
  }

  // Pieces come faster than a screen can show them: what arrives within one frame is drawn at once.
  const pieces = new Map<string, Piece[]>()
  let frame = 0

  function draw() {
    frame = 0
    for (const [run, arrived] of pieces) texts.set(run, place(texts.get(run) ?? transcriptOf(''), arrived))
    pieces.clear()
  }

  function hear({ run_id, text, offset }: Delta) {
    if (!text) return
    pieces.set(run_id, [...(pieces.get(run_id) ?? []), { text, offset }])
    frame ||= requestAnimationFrame(draw)
  }

  function handle(event: BoardEvent) {
    reconnecting.value = event.type === 'reconnecting'
    if (event.type === 'delta') hear(event)
    if (event.type === 'cells') {
      for (const cell of event.cells) {
        cells[indexOf(cell)] = cell
        if (cell.run_id && !isOpen(cell)) texts.delete(cell.run_id)
      }
    }
    if (event.type === 'summaries') {
      summaries.value = event.variants
      openCells.value = event.open_cells
    }
    if (event.type === 'done') openCells.value = 0
  }

  let following: AbortController | null = null
  function stop() {
    following?.abort()
    following = null
    cancelAnimationFrame(frame)
    frame = 0
    pieces.clear()
    reconnecting.value = false
  }

  function follow({ id, cursor }: Board) {
    const abort = new AbortController()
    following = abort
    followBoard({ id, cursor }, handle, abort.signal).catch((problem: Error) => {
      if (!abort.signal.aborted) lost.value = problem
    })
  }

  /** What is known later of answers that are over, such as a cost; what they said stays. */
  function takeFigures({ cells: later, variants }: Board) {
    for (const cell of later) {
      if (cells[indexOf(cell)]?.run_id === cell.run_id) cells[indexOf(cell)] = cell
    }
    summaries.value = variants.map(({ summary }) => summary)
  }

  watch(
    data,
    (given) => {
      stop()
      board.value = given
      lost.value = null
      texts.clear()
      cells.splice(0, cells.length, ...(given?.cells ?? []))
      if (!given) return
      summaries.value = given.variants.map(({ summary }) => summary)
      marking.value = given.marking
      openCells.value = given.open_cells
      if (given.open_cells) follow(given)
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  return {
    board,
    cells,
    texts,
    summaries,
    marking,
    openCells,
    indexOf,
    takeFigures,
    reconnecting,
    problem: computed(() => error.value ?? lost.value),
  }
}

export type LiveBoard = ReturnType<typeof useBoard>
