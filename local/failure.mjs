/** What a person can act on: its message is shown as it is, without a stack. */
export class Failure extends Error {}
