import type { LocalServer } from '@mt/infra/postgres'
import pg from 'pg'
import { z } from 'zod'
import { eventually } from './eventually.ts'

/** Settings with which PostgreSQL logs every statement. */
export const statementLogSettings = {
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_statement: 'all',
  log_rotation_age: '0',
  log_rotation_size: '0',
}

/** The log of a PostgreSQL. Ends with `await using`. */
export interface StatementLog extends AsyncDisposable {
  /** Runs `work` and returns the statements that `application` sent meanwhile, as the server received them. */
  during(application: string, work: () => Promise<unknown>): Promise<string[]>
}

const lineSchema = z.object({ application_name: z.string().optional(), message: z.string() })
const statementPattern = /^(?:statement|execute [^:]*): (.*)$/s

export async function openStatementLog(postgres: LocalServer): Promise<StatementLog> {
  const reader = new pg.Client({ connectionString: postgres.url, application_name: 'log-reader' })
  await reader.connect()

  /** The log up to now. Another process writes it, so this waits for that. */
  async function read(): Promise<string[]> {
    const mark = crypto.randomUUID()
    await reader.query(`select '${mark}'`)
    return eventually(async () => {
      const { rows } = await reader.query<{ text: string }>(
        `select pg_read_file(pg_current_logfile('jsonlog')) as text`,
      )
      const lines = rows[0]?.text.split('\n') ?? []
      const end = lines.findIndex((line) => line.includes(mark))
      if (end < 0) throw new Error('the log is behind')
      return lines.slice(0, end)
    })
  }

  return {
    async during(application, work) {
      const { length } = await read()
      await work()
      const lines = (await read()).slice(length).filter((line) => line !== '')
      return lines.flatMap((line) => statementOf(application, line))
    },
    [Symbol.asyncDispose]: () => reader.end(),
  }
}

function statementOf(application: string, line: string): string[] {
  const { application_name, message } = lineSchema.parse(JSON.parse(line))
  const [, statement] = statementPattern.exec(message) ?? []
  return application_name === application && statement !== undefined ? [statement] : []
}
