/** What is wrong with what was saved: each write that was answered has to be there, once, and nothing else. */
export function checkWrites({ prompts, comparisons, lists }) {
  return [
    ...prompts.flatMap(checkPrompt),
    ...comparisons.flatMap(checkComparison),
    ...lists.flatMap((list) => checkList(list)),
  ]
}

function checkPrompt({ id, name, refusal, stored, versions, accepted, tried }) {
  if (!stored) {
    return [`prompt ${id ?? name} is gone${refusal ? `, or was refused: ${refusal}` : ''}`]
  }
  const texts = versions.map(({ text }) => text)
  const numbers = versions.map(({ number }) => number).sort((a, b) => a - b)
  return [
    refusal && `was refused: ${refusal}`,
    stored.name !== name && `is called ${stored.name}, and was saved as ${name}`,
    numbers.some((number, index) => number !== index + 1) && `has the versions ${numbers}`,
    stored.versions_count !== versions.length &&
      `counts ${stored.versions_count} of ${versions.length} versions`,
    new Set(texts).size !== texts.length && 'has a save twice',
    texts.some((text) => !tried.has(text)) && 'has a text that nobody saved',
    ...accepted.map(({ number, text }) => {
      const kept = versions.find((version) => version.number === number)
      return kept?.text !== text && `lost version ${number}: ${text} is ${kept ? kept.text : 'gone'}`
    }),
  ]
    .filter(Boolean)
    .map((what) => `prompt ${id} ${what}`)
}

function checkComparison({ id, refusal, board, models, marks, runIds, isCanceled }) {
  if (!board) {
    return [`comparison ${id ?? ''} is gone${refusal ? `, or was refused: ${refusal}` : ''}`]
  }
  const places = new Set(board.cells.map(({ variant, input, repeat }) => `${variant} ${input} ${repeat}`))
  const began = board.cells.filter(({ run_id }) => run_id)
  return [
    refusal && `was refused: ${refusal}`,
    board.cells.length !== models.length * marks.length && `has ${board.cells.length} cells`,
    places.size !== board.cells.length && 'has a cell twice',
    board.open_cells > 0 && `has ${board.open_cells} open cells`,
    began.some(({ attempts }) => attempts !== 1) && 'ran a cell again that nobody asked for',
    began.length !== runIds.length && `shows ${began.length} runs and has ${runIds.length}`,
    new Set(runIds).size !== runIds.length && 'has a run twice',
    began.length !== board.cells.length &&
      !isCanceled &&
      `never ran ${board.cells.length - began.length} cells`,
  ]
    .filter(Boolean)
    .map((what) => `comparison ${id} ${what}`)
}

/** The lists of one account: they have what was answered, once, and nothing that nobody asked for. */
function checkList({ email, runs, comparisons, prompts, known }) {
  // A prompt that was never answered for may have been kept, under the name of that try.
  const asked = prompts.filter(({ id, name }) => known.prompts.includes(id) || !known.triedNames.has(name))
  const names = prompts.map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  return [
    ...differences('runs', runs, known.runs),
    ...differences('comparisons', comparisons, known.comparisons),
    ...differences(
      'prompts',
      asked.map(({ id }) => id),
      known.prompts,
    ),
    ...twice.map((name) => `has ${name} saved twice`),
  ].map((what) => `${email} ${what}`)
}

function differences(kind, listed, expected) {
  const missing = expected.filter((id) => !listed.includes(id))
  const extra = listed.filter((id) => !expected.includes(id))
  return [
    missing.length > 0 && `misses ${missing.length} ${kind}: ${missing.slice(0, 5)}`,
    extra.length > 0 && `has ${extra.length} ${kind} too many: ${extra.slice(0, 5)}`,
    new Set(listed).size !== listed.length && `has ${kind} listed twice`,
  ].filter(Boolean)
}
