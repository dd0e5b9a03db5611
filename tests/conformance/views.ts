import { z } from 'zod'
import type { Answer } from './http/call.ts'

/**
 * The API's answers, repeated here on purpose, and strict, so that an extra field, such
 * as a hash or a tenant's id, fails a test as well as one that is missing.
 */

const time = z.iso.datetime({ offset: true })
const count = z.int().min(0)

export const tokenView = z.strictObject({ token: z.string().min(40) })
export const userView = z.strictObject({ id: z.uuid(), username: z.string(), email: z.string() })
export const meView = userView.extend({ role: z.enum(['user', 'admin']) })

export const choiceView = z.strictObject({ id: z.uuid(), choice_text: z.string(), votes: count })

export const pollView = z.strictObject({
  id: z.uuid(),
  question: z.string(),
  pub_date: time,
  closes_at: time.nullable(),
  created_by: z.strictObject({ id: z.uuid(), username: z.string() }),
  choices: z.array(choiceView),
})

export const voteView = z.strictObject({
  id: z.uuid(),
  poll: z.uuid(),
  choice: z.uuid(),
  voted_by: z.uuid(),
})

export const ownVoteView = z.strictObject({ vote: voteView.nullable() })

export const resultsView = z.strictObject({
  id: z.uuid(),
  closed: z.boolean(),
  total: count,
  choices: z.array(choiceView),
})

export const templatesView = z.strictObject({
  results: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      question: z.string(),
      choices: z.array(z.string()),
    }),
  ),
})

export const adminUserView = meView.extend({ disabled: z.boolean(), created_at: time })

export const adminPollView = z.strictObject({
  id: z.uuid(),
  question: z.string(),
  created_by: z.string(),
  pub_date: time,
  closes_at: time.nullable(),
  votes: count,
})

export const adminChoiceView = choiceView.extend({ poll: z.uuid(), question: z.string() })

export const adminVoteView = z.strictObject({
  id: z.uuid(),
  poll: z.uuid(),
  question: z.string(),
  choice: z.uuid(),
  choice_text: z.string(),
  voted_by: z.string(),
  at: time,
})

export const settingsView = z.strictObject({
  name: z.string().nullable(),
  colour: z.string().nullable(),
  sign_up_open: z.boolean(),
})

export const siteView = settingsView.extend({ slug: z.string(), name: z.string() })

export const passwordLinkView = z.strictObject({ url: z.url(), expires_at: time })

export const logEntryView = z.strictObject({
  id: z.uuid(),
  actor: z.string(),
  action: z.string(),
  subject_id: z.uuid().nullable(),
  details: z.record(z.string(), z.unknown()),
  at: time,
})

/** A page of a list. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ results: z.array(row), next: z.string().nullable() })
}

/** The fields of the control plane's answer about a tenant that the suite needs. */
export const tenantAnswer = z.object({
  id: z.uuid(),
  slug: z.string(),
  status: z.string(),
  isolation: z.string(),
  schemaVersion: z.string().nullable(),
  hosts: z.tuple([z.string()], z.string()),
})

export const problemView = z.strictObject({
  type: z.string().startsWith('urn:problem:'),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().regex(/^[a-z_]+$/),
  detail: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), message: z.string().min(1) })).optional(),
})

export type PollView = z.infer<typeof pollView>
export type ResultsView = z.infer<typeof resultsView>

/** The body of an answer with this status and schema. Throws with the whole answer otherwise. */
export function read<View extends z.ZodType>(answer: Answer, status: number, view: View) {
  const text = JSON.stringify(answer.body)
  if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${text}`)
  const parsed = view.safeParse(answer.body)
  if (!parsed.success) throw new Error(`unexpected answer: ${parsed.error.message} in ${text}`)
  return parsed.data
}
