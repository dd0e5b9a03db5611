import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'

/** So many texts a connection remembers. The server keeps a plan for each that came twice. */
const maxTexts = 100

/**
 * The statements that one connection's server has parsed and planned. PostgreSQL takes longer to plan a
 * statement behind walls than to run it; a text that comes a second time is therefore given a name. A
 * text holds schema and role of its place and no tenant, so that what was planned for one tenant is
 * never more than what another one's role may run: rights and policies are checked at each run. A name
 * is its text's digest: whatever stands between, no connection runs another's statement by it.
 */
export class PreparedStatements {
  readonly #connection: object
  readonly #behindPooler: boolean
  readonly #names: LRUCache<string, { name?: string }>
  #ended: string[] = []

  /** Behind a pooler nothing is named: the next transaction may reach a server that knows no such name, or another's. */
  constructor({ connection }: pg.PoolClient, behindPooler: boolean) {
    this.#connection = connection
    this.#behindPooler = behindPooler
    this.#names = new LRUCache({ max: maxTexts, dispose: ({ name }) => name && this.#end(name) })
  }

  /** The statement as the driver takes it, named where its text has come before. */
  configOf(text: string, values: unknown[]): pg.QueryConfig {
    if (this.#behindPooler) return { text, values }
    const known = this.#names.get(text)
    if (!known) this.#names.set(text, {})
    else known.name ??= `kit_${hash('sha256', text).slice(0, 40)}`
    return known?.name ? { name: known.name, text, values } : { text, values }
  }

  /** After a migration a plan may not fit any more: all are made anew. */
  forget(): void {
    this.#names.clear()
  }

  /** SQL that lets the server forget what was pushed out, if anything was; to be run outside a transaction. */
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

/** What the driver remembers by name; it never forgets by itself. */
function parsedBy(connection: object): Record<string, unknown> {
  const known = 'parsedStatements' in connection ? connection.parsedStatements : undefined
  return typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {}
}
