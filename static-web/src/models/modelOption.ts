import { formatCount, formatPrice } from '@/shared/format'
import type { Model } from './api'

/** A simulated model is called so wherever it is named. */
export const modelLabel = ({ name, simulated }: Model) =>
  simulated && !/simulated/i.test(name) ? `${name} (simulated)` : name

export function modelPrice({ pricing, simulated }: Model) {
  if (simulated) return 'simulated'
  if (!pricing) return ''
  const [prompt, completion] = [formatPrice(pricing.prompt), formatPrice(pricing.completion)]
  return prompt === completion && !prompt.startsWith('$') ? prompt : `${prompt} / ${completion}`
}

/** What is worth knowing of a model before it is run. */
export function modelHint(model: Model | undefined, id: string) {
  if (!id) return 'Type to search, or enter any OpenRouter model id.'
  if (!model) return 'Not in the catalogue; it is sent to OpenRouter as it stands.'

  const price = modelPrice(model)
  return [
    modelLabel(model),
    model.context_length && `${formatCount(model.context_length)} tokens of context`,
    price.startsWith('$') ? `${price} per million tokens in / out` : price !== 'simulated' && price,
    model.expiration_date && `leaves OpenRouter on ${model.expiration_date.slice(0, 10)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
