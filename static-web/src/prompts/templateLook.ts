import { EditorView } from '@codemirror/view'

const underline = (colour: string) => ({
  backgroundImage: 'none',
  paddingBottom: '0',
  textDecoration: `underline wavy 1px ${colour}`,
  textUnderlineOffset: '0.25em',
})
const floating = {
  border: '1px solid var(--color-line)',
  borderRadius: '0.5rem',
  backgroundColor: 'var(--color-surface)',
  color: 'var(--color-ink)',
  boxShadow: 'var(--shadow-floating)',
}

/** The editor in the design system's values, so that it follows the theme. */
export const templateLook = EditorView.theme({
  '&': { fontSize: 'var(--text-code)', backgroundColor: 'var(--color-surface)', borderRadius: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '@media (width < 40rem)': { '&': { fontSize: '1rem' } },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: '1.65',
    minHeight: 'inherit',
    maxHeight: '60vh',
  },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--color-ink)' },
  '.cm-line': { padding: '0 0.75rem 0 0.25rem' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--color-muted)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.5rem 0 0.25rem', minWidth: '2rem' },
  '.cm-lintRange-error': underline('var(--color-danger-ink)'),
  '.cm-lintRange-warning': underline('var(--color-warn-ink)'),
  '.cm-tooltip': floating,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', padding: '0.25rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { borderRadius: '0.25rem', padding: '0.125rem 0.5rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--color-accent-soft)',
    color: 'var(--color-ink)',
  },
  '.cm-diagnostic': { padding: '0.375rem 0.625rem', fontFamily: 'var(--font-sans)', maxWidth: '24rem' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--color-danger-ink)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--color-warn-ink)' },
})
