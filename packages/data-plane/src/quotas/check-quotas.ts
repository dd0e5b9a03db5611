import { ConfigError } from '@mt/shared/config'
import {
  isLimitOfPlatform,
  maxQuotas,
  type Quota,
  quotaName,
  quotaNameRule,
} from '@mt/shared/quotas'
import { z } from 'zod'

const quotasSchema = z
  .array(
    z.object({
      name: z
        .string()
        .regex(quotaName, `name ${quotaNameRule}`)
        .refine((name) => !isLimitOfPlatform(name), 'name is that of a limit of the platform'),
      label: z.string().trim().min(1, 'label must not be empty'),
      unit: z.string().trim().min(1, 'unit must not be empty'),
      default: z
        .int('default must be a whole number')
        .positive('default must be more than 0')
        .optional(),
    }),
  )
  .max(maxQuotas, `must be ${maxQuotas} at most`)
  .refine(
    (quotas) => new Set(quotas.map(({ name }) => name)).size === quotas.length,
    'must differ in their names',
  )

/** Throws a ConfigError, whose one line names the quota, for quotas that plans could not limit. */
export function checkQuotas(quotas: readonly Quota[]): void {
  const [issue] = quotasSchema.safeParse(quotas).error?.issues ?? []
  if (!issue) return
  const at = quotas[Number(issue.path[0])]
  const which = at ? `quota ${JSON.stringify(at.name)}: its` : 'quotas'
  throw new ConfigError(`bad definition of the service: ${which} ${issue.message}`)
}
