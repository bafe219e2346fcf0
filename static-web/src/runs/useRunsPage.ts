import { useQuery } from '@pinia/colada'
import { computed, onScopeDispose } from 'vue'
import { useDeletions } from '@/shared/deletions'
import { isFinished, type RunFilters } from './api'
import { runsQuery } from './queries'

const interval = 4000

/** A page of runs that looks again while one of them is not over. */
export function useRunsPage(filters: () => RunFilters & { at?: string }) {
  const deletions = useDeletions()
  const query = useQuery(() => ({ ...runsQuery(filters()), placeholderData: (previous) => previous }))

  const timer = setInterval(() => {
    const unfinished = query.data.value?.results.some((run) => !isFinished(run))
    if (unfinished && !document.hidden) void query.refetch()
  }, interval)
  onScopeDispose(() => clearInterval(timer))

  const data = computed(() => query.data.value && deletions.visible(query.data.value))
  return { ...query, data }
}
