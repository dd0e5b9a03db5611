import { z } from '@hono/zod-openapi'
import { passwordSchema } from '@mt/credentials/password-rule'
import { isolationModels } from '@mt/shared/placement'
import { slugSchema } from '@mt/shared/tenant'
import { tenantLimitsSchema } from '../../plans/limits.ts'

export const nameSchema = z.string().trim().min(1).max(100)

const adminSchema = z.strictObject({
  username: z.string().trim().min(1).max(150),
  email: z.email().max(254),
  password: passwordSchema,
})

export const newTenantSchema = z
  .strictObject({
    slug: slugSchema,
    name: nameSchema,
    isolation: z.enum(isolationModels).default('schema'),
    plan: z
      .string()
      .optional()
      .openapi({ description: 'Name of a plan; without it, the default plan' }),
    limits: tenantLimitsSchema.optional(),
    admin: adminSchema.optional(),
  })
  .openapi('NewTenant')

export type NewTenant = z.infer<typeof newTenantSchema>
