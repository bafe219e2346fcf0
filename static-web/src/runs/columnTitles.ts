/** What each column is called: its model, counted where it is there twice. */
export function columnTitles(columns: { model: string }[]) {
  return columns.map(({ model }, index) => {
    const same = columns.slice(0, index).filter((other) => other.model === model).length
    if (!model) return `Model ${index + 1}`
    return same ? `${model} (${same + 1})` : model
  })
}
