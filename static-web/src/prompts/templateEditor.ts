import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { StyleModule } from 'style-mod'
import { offsetAt } from '@/shared/textPlace'
import type { TemplateProblem } from './api'
import { liquidCompletion } from './liquidCompletion'
import { liquidColours, liquidLanguage } from './liquidLanguage'
import { templateLook } from './templateLook'

interface EditorOptions {
  text: string
  attributes: Record<string, string>
  variables: () => string[]
  typed: (text: string) => void
}

/** CodeMirror over one template. It is a chunk of its own; until it is there a plain text field stands in. */
export function openTemplateEditor(
  parent: HTMLElement,
  { text, attributes, variables, typed }: EditorOptions,
) {
  adoptStyles()
  const about = new Compartment()
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      // Every other line end stays in the text as it is; only what is pasted is made to fit.
      EditorState.lineSeparator.of('\n'),
      EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, '\n')),
      history(),
      lineNumbers(),
      EditorView.lineWrapping,
      autocompletion({ override: [liquidCompletion(variables)], icons: false }),
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      liquidLanguage,
      syntaxHighlighting(liquidColours),
      templateLook,
      about.of(EditorView.contentAttributes.of(attributes)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) typed(update.state.doc.toString())
      }),
    ],
  })

  return {
    setText(wanted: string) {
      const { doc } = view.state
      if (wanted !== doc.toString()) view.dispatch({ changes: { from: 0, to: doc.length, insert: wanted } })
    },
    setAttributes: (wanted: Record<string, string>) =>
      view.dispatch({ effects: about.reconfigure(EditorView.contentAttributes.of(wanted)) }),
    setProblems: (problems: TemplateProblem[]) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map((problem) => diagnosticOf(view.state, problem)),
        ),
      ),
    putCursor(line: number, column: number) {
      view.focus()
      const anchor = offsetAt(view.state.doc.toString(), line, column)
      view.dispatch({ selection: { anchor }, scrollIntoView: true })
    },
    select(anchor: number, head: number) {
      view.focus()
      view.dispatch({ selection: { anchor, head } })
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

export type TemplateEditor = ReturnType<typeof openTemplateEditor>

/** A problem has a beginning only; it is underlined to the end of its braces, or of its word. */
function diagnosticOf(state: EditorState, { line, column, severity, message }: TemplateProblem): Diagnostic {
  const text = state.doc.toString()
  const from = offsetAt(text, line ?? 1, column ?? 1)
  const [underlined = ''] = /^(\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]*\}|\S+)?/.exec(text.slice(from)) ?? []
  return { from, to: Math.min(from + Math.max(underlined.length, 1), text.length), severity, message }
}

/**
 * CodeMirror writes its rules into a style element in the head, which the page's CSP refuses. Where it finds no head
 * it adopts a sheet of its own making, which no policy minds; and it goes on as it began.
 */
function adoptStyles() {
  Object.defineProperty(document, 'head', { value: null, configurable: true })
  StyleModule.mount(document, [])
  Reflect.deleteProperty(document, 'head')
}
