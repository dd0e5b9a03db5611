import { z } from '@hono/zod-openapi'
import { planLimitsSchema } from './limits.ts'
import type { Plan } from './plan.entity.ts'

const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 characters of a-z, 0-9 and "-"')

export const newPlanSchema = z
  .strictObject({ name: nameSchema, limits: planLimitsSchema, default: z.boolean().optional() })
  .openapi('NewPlan')

export const planChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    limits: planLimitsSchema.optional(),
    default: z.literal(true, 'make another plan the default instead').optional(),
  })
  .openapi('PlanChange')

export const planAnswerSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    limits: planLimitsSchema,
    default: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Plan')

export type NewPlan = z.infer<typeof newPlanSchema>
export type PlanChange = z.infer<typeof planChangeSchema>
export type PlanAnswer = z.infer<typeof planAnswerSchema>

export function answerPlan({
  id,
  name,
  limits,
  isDefault,
  createdAt,
  updatedAt,
}: Plan): PlanAnswer {
  return {
    ...{ id, name, limits, default: isDefault },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
