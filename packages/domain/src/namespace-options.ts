/** What a tenant may choose for each of its namespaces. */

export const ownerships = ['shared', 'owned'] as const

/**
 * Who may change a group: `shared` is everybody who may push there, as with a Pushgateway; `owned` is only the writer
 * that made it.
 */
export type Ownership = (typeof ownerships)[number]

export const sampleTimes = ['scrape', 'push'] as const

/** Which time samples have: none, so that Prometheus gives them that of the scrape; or that of their last push. */
export type SampleTime = (typeof sampleTimes)[number]

export interface NamespaceOptions {
  readonly ownership: Ownership
  readonly sampleTime: SampleTime
}

/** As the Pushgateway has it. */
export const defaultOptions: NamespaceOptions = { ownership: 'shared', sampleTime: 'scrape' }
