import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { readStored, writeStored } from './stored'

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.userAgent)
const name = 'promptlab.singleKeys'

/** How the main modifier is written on this machine. */
export const modifier = isMac ? '⌘' : 'Ctrl'

/** Whether a key alone may do something. Who dictates or slips can switch it off (WCAG 2.1.4). */
export const singleKeys = ref(readStored<boolean>(name) ?? true)
watch(singleKeys, (on) => writeStored(name, on))

/**
 * Ctrl or Cmd with a key, anywhere on the page, while the component is shown. Under a dialog the page rests, and so do its
 * shortcuts, but for one that opens a dialog itself.
 */
export const useShortcut = (key: string, act: () => void, { overDialogs = false } = {}) =>
  useKeydown((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (event.key.toLowerCase() !== key.toLowerCase()) return
    event.preventDefault()
    const rests = !overDialogs && document.querySelector('[aria-modal=true]')
    if (!event.repeat && !rests) act()
  })

/** A key alone, or with Ctrl or Cmd, where nobody is typing. False says that there was nothing to do. */
export const useKeyOutsideFields = (key: string, { withModifier = false }, act: () => unknown) =>
  useKeydown((event) => {
    if (event.key.toLowerCase() !== key || event.altKey || isField(event.target)) return
    if ((event.ctrlKey || event.metaKey) !== withModifier || (!withModifier && !singleKeys.value)) return
    if (act() !== false) event.preventDefault()
  })

/** Escape, where nothing is open that it would close. */
export const useEscape = (act: () => void) =>
  useKeydown((event) => {
    const closes = '[role=dialog], [role=menu], [aria-expanded=true]'
    const within = event.target instanceof Element && event.target.closest(closes)
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing && !within) act()
  })

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

function useKeydown(listen: (event: KeyboardEvent) => void) {
  onMounted(() => window.addEventListener('keydown', listen))
  onBeforeUnmount(() => window.removeEventListener('keydown', listen))
}
