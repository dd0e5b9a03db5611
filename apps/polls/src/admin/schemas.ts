import { z } from '@hono/zod-openapi'
import { pageView } from '@mt/data-plane/http/page'
import { sortedQuery } from '@mt/data-plane/http/sorting'
import { visibleText } from '@mt/data-plane/http/text'
import { choiceInput } from '../polls/schemas.ts'
import { userRoles } from '../users/user.entity.ts'

const time = z.string().openapi({ format: 'date-time' })

export const userChange = z
  .strictObject({ role: z.enum(userRoles).optional(), disabled: z.boolean().optional() })
  .openapi('UserChange')

export const adminUserView = z
  .object({
    id: z.uuid(),
    username: z.string(),
    email: z.string(),
    role: z.enum(userRoles),
    disabled: z.boolean(),
    created_at: time,
  })
  .openapi('AdminUser')

export const passwordLinkView = z.object({ url: z.url(), expires_at: time }).openapi('PasswordLink')

const adminPollView = z
  .object({
    id: z.uuid(),
    question: z.string(),
    created_by: z.string(),
    pub_date: time,
    closes_at: time.nullable(),
    votes: z.int(),
  })
  .openapi('AdminPoll')

export const choiceChange = choiceInput

const adminChoiceView = z
  .object({
    id: z.uuid(),
    poll: z.uuid(),
    question: z.string(),
    choice_text: z.string(),
    votes: z.int(),
  })
  .openapi('AdminChoice')

const adminVoteView = z
  .object({
    id: z.uuid(),
    poll: z.uuid(),
    question: z.string(),
    choice: z.uuid(),
    choice_text: z.string(),
    voted_by: z.string(),
    at: time,
  })
  .openapi('AdminVote')

export const settingsView = z
  .object({ name: z.string().nullable(), colour: z.string().nullable(), sign_up_open: z.boolean() })
  .openapi('Settings')

export const settingsChange = z
  .strictObject({
    name: visibleText().max(100, 'must have at most 100 characters').nullable().optional(),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #3366cc')
      .nullable()
      .optional(),
    sign_up_open: z.boolean().optional(),
  })
  .openapi('SettingsChange')

const logView = z
  .object({
    id: z.uuid(),
    actor: z.string(),
    action: z.string(),
    subject_id: z.uuid().nullable(),
    details: z.record(z.string(), z.unknown()),
    at: time,
  })
  .openapi('AdminLogEntry')

const ofPoll = { poll: z.uuid('must be the id of a poll').optional() }

export const userQuery = sortedQuery('username', 'email', 'role')
export const adminPollQuery = sortedQuery('question', 'created_by', 'votes')
export const choiceQuery = sortedQuery('choice_text', 'question', 'votes').extend(ofPoll)
export const voteQuery = sortedQuery('voted_by', 'choice_text', 'question').extend(ofPoll)

export const userPage = pageView(adminUserView)
export const adminPollPage = pageView(adminPollView)
export const choicePage = pageView(adminChoiceView)
export const votePage = pageView(adminVoteView)
export const logPage = pageView(logView)
