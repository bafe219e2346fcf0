import type { components } from './contract'

/** The types of the contract by their names in it. A field that is renamed there turns the type check red here. */
export type Schemas = components['schemas']

/** A request of which we always send every field. */
export type Whole<T> = { [Name in keyof T]-?: NonNullable<T[Name]> }
