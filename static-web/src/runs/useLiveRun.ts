import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { isFinished, type RunStatus } from './api'
import { followRun, type RunEvent } from './events'
import { runKeys, runQuery } from './queries'
import { place, transcriptOf, type Piece } from '@/shared/transcript'

/** A run as it happens: what the API knows of it, and the text that is still coming in. */
export function useLiveRun(id: () => string) {
  const cache = useQueryCache()
  const { data: run, error } = useQuery(() => runQuery(id()))

  const answer = shallowRef(transcriptOf(''))
  const reasoning = shallowRef(transcriptOf(''))
  const told = ref<RunStatus | null>(null)
  const reconnecting = ref(false)
  const lost = shallowRef<Error | null>(null)
  let following: { id: string; abort: AbortController } | null = null

  // Text comes faster than a screen can show it: what arrives within one frame is drawn at once.
  let pieces: { answer: Piece[]; reasoning: Piece[] } = { answer: [], reasoning: [] }
  let frame = 0

  function draw() {
    frame = 0
    const { answer: texts, reasoning: thoughts } = pieces
    pieces = { answer: [], reasoning: [] }
    if (texts.length) answer.value = place(answer.value, texts)
    if (thoughts.length) reasoning.value = place(reasoning.value, thoughts)
  }

  function handle(event: RunEvent) {
    reconnecting.value = event.type === 'reconnecting'
    if (event.type === 'status') told.value = event.status
    if (event.type === 'delta') {
      const { offset } = event
      if (event.text) pieces.answer.push({ text: event.text, offset })
      if (event.reasoning) pieces.reasoning.push({ text: event.reasoning, offset })
      frame ||= requestAnimationFrame(draw)
    }
    if (event.type === 'done') {
      stop()
      cache.setQueryData(runKeys.one(event.run.id), event.run)
      void cache.invalidateQueries({ key: runKeys.lists })
    }
  }

  function stop() {
    following?.abort.abort()
    following = null
    cancelAnimationFrame(frame)
    frame = 0
    pieces = { answer: [], reasoning: [] }
    reconnecting.value = false
  }

  function follow(runId: string) {
    const abort = new AbortController()
    following = { id: runId, abort }
    followRun(runId, handle, abort.signal).catch((problem: Error) => {
      if (!abort.signal.aborted) lost.value = problem
    })
  }

  watch(
    [id, run],
    () => {
      const known = run.value?.id === id() ? run.value : null
      if (following && (following.id !== id() || (known && isFinished(known)))) stop()
      if (following || !known) return

      answer.value = transcriptOf(known.response_text)
      reasoning.value = transcriptOf(known.reasoning_text)
      told.value = null
      lost.value = null
      if (!isFinished(known)) follow(known.id)
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  return {
    run,
    text: computed(() => answer.value.text),
    reasoning: computed(() => reasoning.value.text),
    status: computed(() =>
      run.value && isFinished(run.value) ? run.value.status : (told.value ?? run.value?.status),
    ),
    reconnecting,
    problem: computed(() => error.value ?? lost.value),
  }
}
