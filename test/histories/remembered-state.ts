import { apply, describeState, nothing, type Operation, type State } from './model.ts'

/** A state of the model that knows what came of it before: a search asks for the same steps again and again. */
export class RememberedState {
  readonly state: State
  readonly text: string
  readonly #known: Map<string, RememberedState>
  readonly #steps = new Map<Operation, Map<number, RememberedStep>>()

  /** Where everything begins. */
  static nothing(): RememberedState {
    return new RememberedState(nothing, describeState(nothing), new Map())
  }

  private constructor(state: State, text: string, known: Map<string, RememberedState>) {
    this.state = state
    this.text = text
    this.#known = known
    known.set(text, this)
  }

  apply(operation: Operation, now: number): RememberedStep {
    const byTime = this.#steps.get(operation) ?? new Map<number, RememberedStep>()
    this.#steps.set(operation, byTime)
    const step = byTime.get(now) ?? this.#firstStep(operation, now)
    byTime.set(now, step)
    return step
  }

  #firstStep(operation: Operation, now: number): RememberedStep {
    const { state, answer } = apply(this.state, operation, now)
    const text = describeState(state)
    const after = this.#known.get(text) ?? new RememberedState(state, text, this.#known)
    return { after, answer }
  }
}

export interface RememberedStep {
  /** Equal states are one and the same object. */
  readonly after: RememberedState
  /** As `describeAnswer` puts it. */
  readonly answer: string
}
