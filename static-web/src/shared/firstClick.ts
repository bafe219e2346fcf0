/** What a button does, without the second click of a double click, which means nothing of its own. */
export const firstClick =
  (act: () => unknown = () => {}) =>
  (event: MouseEvent) => {
    if (event.detail < 2) act()
    else event.preventDefault()
  }
