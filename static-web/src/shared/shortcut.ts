import { onBeforeUnmount, onMounted } from 'vue'

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.userAgent)

/** How the main modifier is written on this machine. */
export const modifier = isMac ? '⌘' : 'Ctrl'

/** Ctrl or Cmd with a key, anywhere on the page, while the component is shown. */
export function useShortcut(key: string, act: () => void) {
  const listen = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (event.key.toLowerCase() !== key.toLowerCase()) return
    event.preventDefault()
    if (!event.repeat) act()
  }

  onMounted(() => window.addEventListener('keydown', listen))
  onBeforeUnmount(() => window.removeEventListener('keydown', listen))
}
