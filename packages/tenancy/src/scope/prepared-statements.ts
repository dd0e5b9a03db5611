import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'

/** How many texts a connection remembers. The server keeps a plan for each that was used twice. */
const maxTexts = 100

/**
 * The statements that one connection's server has prepared. PostgreSQL takes longer to plan a statement
 * behind walls than to run it, so a text gets a name when it is used a second time. A text contains the
 * schema and role of its placement and no tenant. A plan made for one tenant allows another no more than
 * its own role does, because privileges and policies are checked at each run. The name is the text's
 * digest, so a connection never runs another statement under it.
 */
export class PreparedStatements {
  readonly #connection: object
  readonly #behindPooler: boolean
  readonly #names: LRUCache<string, { name?: string }>
  #ended: string[] = []

  /**
   * Behind a pooler no statement is named: the next transaction may run on a server that lacks that name,
   * or has another statement under it.
   */
  constructor({ connection }: pg.PoolClient, behindPooler: boolean) {
    this.#connection = connection
    this.#behindPooler = behindPooler
    this.#names = new LRUCache({ max: maxTexts, dispose: ({ name }) => name && this.#end(name) })
  }

  /** The statement as the driver takes it, with a name if its text was used before. */
  configOf(text: string, values: unknown[]): pg.QueryConfig {
    if (this.#behindPooler) return { text, values }
    const known = this.#names.get(text)
    if (!known) this.#names.set(text, {})
    else known.name ??= `kit_${hash('sha256', text).slice(0, 40)}`
    return known?.name ? { name: known.name, text, values } : { text, values }
  }

  /** Forgets all plans, which may no longer fit after a migration. */
  forget(): void {
    this.#names.clear()
  }

  /** SQL that deallocates evicted statements, if there are any, to be run outside a transaction. */
  takeEnded(): string | undefined {
    if (this.#ended.length === 0) return undefined
    const known = parsedBy(this.#connection)
    const parsed = this.#ended.filter((name) => name in known)
    this.#ended = []
    for (const name of parsed) delete known[name]
    return parsed.map((name) => `deallocate ${name}`).join('; ') || undefined
  }

  #end(name: string): void {
    this.#ended.push(name)
  }
}

/** The names that the driver remembers; it never forgets one itself. */
function parsedBy(connection: object): Record<string, unknown> {
  const known = 'parsedStatements' in connection ? connection.parsedStatements : undefined
  return typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {}
}
