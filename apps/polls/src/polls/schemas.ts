import { z } from '@hono/zod-openapi'
import { pageView } from '@mt/data-plane/http/page'
import { text } from '@mt/data-plane/http/text'

const shortText = text()
  .trim()
  .min(1, 'must not be blank')
  .max(100, 'must have at most 100 characters')
const closingTime = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-24T18:00:00Z' })
  .transform((time) => new Date(time))
  .refine(isOurAge, 'must lie between the years 1970 and 9999')
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'date-time' })

/** Beyond these years clients and databases spell times differently. */
function isOurAge(time: Date): boolean {
  return time.getTime() >= 0 && time.getUTCFullYear() <= 9999
}

export const pollInput = z
  .strictObject({
    question: shortText,
    choices: z.array(shortText).max(50, 'must be at most 50').optional(),
    closes_at: closingTime.optional(),
  })
  .openapi('NewPoll')

export const pollReplacement = z
  .strictObject({ question: shortText, closes_at: closingTime.default(null) })
  .openapi('PollReplacement')

export const pollChange = z
  .strictObject({ question: shortText.optional(), closes_at: closingTime.optional() })
  .openapi('PollChange')

export const choiceInput = z.strictObject({ choice_text: shortText }).openapi('NewChoice')

export const choiceView = z
  .object({ id: z.uuid(), choice_text: z.string(), votes: z.int() })
  .openapi('Choice')

export const pollView = z
  .object({
    id: z.uuid(),
    question: z.string(),
    pub_date: z.string().openapi({ format: 'date-time' }),
    closes_at: z.string().nullable().openapi({ format: 'date-time' }),
    created_by: z.object({ id: z.uuid(), username: z.string() }),
    choices: z.array(choiceView),
  })
  .openapi('Poll')

export const pollPage = pageView(pollView).openapi('PollPage')

export const voteView = z
  .object({ id: z.uuid(), poll: z.uuid(), choice: z.uuid(), voted_by: z.uuid() })
  .openapi('Vote')

export const ownVoteView = z.object({ vote: voteView.nullable() }).openapi('OwnVote')

export type PollInput = z.infer<typeof pollInput>
export type PollChange = z.infer<typeof pollChange>
export type PollView = z.infer<typeof pollView>
export type PollPage = z.infer<typeof pollPage>
export type ChoiceView = z.infer<typeof choiceView>
export type VoteView = z.infer<typeof voteView>
