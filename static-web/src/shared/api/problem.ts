import type { Schemas } from './schemas'

type Told = Schemas['Problem']
type CodeOf<Type> = Type extends `urn:promptlab:${infer Code}` ? Code : never

/** The stable names of failures: the API's, and that it cannot be reached. */
export type ProblemCode = CodeOf<Told['type']> | 'offline'

interface ProblemDetails extends Pick<Told, 'title' | 'status' | 'detail' | 'errors'> {
  type: string
  trace_id?: Told['trace_id']
}

/** A failure as the API tells it: RFC 9457 problem details. */
export class Problem extends Error {
  constructor(
    readonly details: ProblemDetails,
    readonly retryAfter: string | null = null,
  ) {
    super(details.detail ?? details.title)
  }

  /** The stable name to match on, e.g. 'not-found'. */
  get code() {
    return (this.details.type.split(':').at(-1) ?? 'unexpected') as ProblemCode
  }

  get errors() {
    return this.details.errors ?? {}
  }

  get traceId() {
    return this.details.trace_id
  }

  errorsFor(field: string) {
    return this.errors[field] ?? []
  }

  static async from(response: Response) {
    const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json')
    const details = isProblem ? await response.json().catch(() => null) : null
    return new Problem(
      (details as ProblemDetails | null) ?? {
        type: 'urn:promptlab:unexpected',
        title: `The server answered ${response.status}`,
        status: response.status,
      },
      response.headers.get('Retry-After'),
    )
  }

  static offline() {
    return new Problem({
      type: 'urn:promptlab:offline',
      title: 'The server cannot be reached',
      detail: 'The server cannot be reached. Check your connection and try again.',
      status: 0,
    })
  }
}

export const isProblem = (error: unknown, code?: ProblemCode): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code)

/** The sentences for one field of a form, or none. */
export const fieldErrors = (error: unknown, field: string) => (isProblem(error) ? error.errorsFor(field) : [])
