/**
 * Nothing is measured in these tests, so CodeMirror cannot work: as where its chunk cannot be had, the plain field
 * stays. The editor itself is tested in a browser, by tests/e2e.
 */
export function openTemplateEditor(): never {
  throw new Error('No editor without a browser')
}
