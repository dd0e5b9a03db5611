import type { LocalServer } from '@mt/infra/postgres'
import pg from 'pg'
import { z } from 'zod'
import { eventually } from './eventually.ts'

/** Settings with which PostgreSQL logs every statement, and the plan that it was executed by. */
export const statementLogSettings = {
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_statement: 'all',
  log_rotation_age: '0',
  log_rotation_size: '0',
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_format': 'json',
}

/** The log of a PostgreSQL. Ends with `await using`. */
export interface StatementLog extends AsyncDisposable {
  /** Runs `work` and returns the statements that `application` sent meanwhile, as the server received them. */
  during(application: string, work: () => Promise<unknown>): Promise<string[]>
  /** Runs `work` and returns the steps of the plans by which the statements of `application` were executed. */
  stepsDuring(application: string, work: () => Promise<unknown>): Promise<PlanStep[]>
}

/** A step of an executed plan: how many rows it had over all its runs, with those that it dropped. */
export interface PlanStep {
  type: string
  rows: number
}

const lineSchema = z.object({ application_name: z.string().optional(), message: z.string() })
type PlanNode = z.infer<typeof nodeSchema>
const nodeSchema = z.object({
  'Node Type': z.string(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Join Filter': z.number().default(0),
  get Plans() {
    return z.array(nodeSchema).default([])
  },
})
const planSchema = z.object({ Plan: nodeSchema })
const planPattern = /^duration: .* plan:\n(\{.*)$/s
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

  async function linesDuring(work: () => Promise<unknown>): Promise<string[]> {
    const { length } = await read()
    await work()
    return (await read()).slice(length).filter((line) => line !== '')
  }

  return {
    async during(application, work) {
      const lines = await linesDuring(work)
      return lines.flatMap((line) => matchOf(statementPattern, application, line))
    },
    async stepsDuring(application, work) {
      const lines = await linesDuring(work)
      const plans = lines.flatMap((line) => matchOf(planPattern, application, line))
      return plans.flatMap((text) => stepsOf(planSchema.parse(JSON.parse(text)).Plan))
    },
    [Symbol.asyncDispose]: () => reader.end(),
  }
}

/** The part of a line's message that the pattern takes, if the line is of this application. */
function matchOf(pattern: RegExp, application: string, line: string): string[] {
  const { application_name, message } = lineSchema.parse(JSON.parse(line))
  const [, part] = pattern.exec(message) ?? []
  return application_name === application && part !== undefined ? [part] : []
}

function stepsOf(node: PlanNode): PlanStep[] {
  const rows = (node['Actual Rows'] + node['Rows Removed by Join Filter']) * node['Actual Loops']
  return [{ type: node['Node Type'], rows }, ...node.Plans.flatMap(stepsOf)]
}
