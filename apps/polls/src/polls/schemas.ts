import { z } from '@hono/zod-openapi'
import { pageView } from '@mt/data-plane/http/page'
import { visibleText } from '@mt/data-plane/http/text'

/** The maximum number of choices of a poll, whether they are created with it or added later. */
export const maxChoices = 50

/** The message for a choice that the poll already has. */
export const equalChoice = 'is a choice of this poll already'

const shortText = visibleText().max(100, 'must have at most 100 characters')
const closingTime = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-24T18:00:00Z' })
  .transform((time) => new Date(time))
  .refine(isOurAge, 'must be between the years 1970 and 9999')
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'date-time' })

/** Outside these years, clients and databases write times differently. */
function isOurAge(time: Date): boolean {
  return time.getTime() >= 0 && time.getUTCFullYear() <= 9999
}

/** Reports each choice that equals an earlier one. */
function refuseEqual(choices: string[], context: z.RefinementCtx<string[]>): void {
  const texts = choices.map((choice) => choice.normalize())
  texts.forEach((text, index) => {
    if (texts.indexOf(text) === index) return
    context.addIssue({ code: 'custom', path: [index], message: equalChoice })
  })
}

export const pollInput = z
  .strictObject({
    question: shortText,
    choices: z
      .array(shortText)
      .max(maxChoices, { error: `must be at most ${maxChoices}`, abort: true })
      .superRefine(refuseEqual)
      .optional(),
    closes_at: closingTime
      .refine((time) => time === null || time.getTime() > Date.now(), 'must be in the future')
      .optional(),
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
