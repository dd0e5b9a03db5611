import { notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import type { WithOrm } from '../../database/open-orm.ts'
import { type FleetKind, FleetRun } from '../../fleet/fleet-run.entity.ts'
import { answerRuns, type RunAnswer } from '../../fleet/run-answer.ts'
import { type PageQuery, pageOf } from '../page.ts'

/** A page of the runs of one kind, newest first. */
export async function listRuns({ orm }: WithOrm, kind: FleetKind, { cursor, limit }: PageQuery) {
  const em = orm.em.fork()
  const where = { kind, ...(cursor === undefined ? {} : { id: { $lt: cursor } }) }
  const rows = await em.find(FleetRun, where, { orderBy: { id: 'desc' }, limit: limit + 1 })
  const { results, next } = pageOf(rows, limit)
  return { results: await answerRuns(em, results), next }
}

/** A run with its progress. Throws 404. */
export async function showRun(
  { orm }: WithOrm,
  { kind, id }: { kind: FleetKind; id: string },
): Promise<RunAnswer> {
  const em = orm.em.fork()
  const run = isId(id) ? await em.findOne(FleetRun, { kind, id }) : null
  const [answer] = run ? await answerRuns(em, [run]) : []
  if (!answer) throw notFound(`there is no ${kind} “${id}”`)
  return answer
}
