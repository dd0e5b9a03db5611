import { z } from '@hono/zod-openapi'
import { inventorySchema } from '@mt/shared/internal-api/inventory'
import { placementSchema } from '@mt/shared/placement'

const epoch = z.int().positive()

export const provisionInput = z
  .strictObject({ placement: placementSchema, epoch })
  .openapi('Provision')

export const deprovisionInput = z
  .strictObject({ placement: placementSchema })
  .openapi('Deprovision')

export const adminInput = z
  .strictObject({
    placement: placementSchema,
    epoch,
    admin: z.strictObject({
      username: z.string().min(1).max(150),
      email: z.string().max(254),
      passwordHash: z.string().startsWith('$argon2id$', 'must be an Argon2id hash'),
    }),
  })
  .openapi('NewAdmin')

export const stateInput = z
  .strictObject({ placement: placementSchema, epoch, state: z.enum(['serving', 'fenced']) })
  .openapi('PlaceState')

export const commandInput = z
  .strictObject({ placement: placementSchema, epoch, args: z.record(z.string(), z.unknown()) })
  .openapi('RunCommand')

export const commandView = z.object({ result: z.unknown() }).openapi('CommandResult')

export const provisionedView = z.object({ schemaVersion: z.string() }).openapi('Provisioned')

export const createdView = z.object({ id: z.uuid() }).openapi('Created')

export const scanView = z
  .object({
    found: z.array(
      z.object({
        kind: z.enum(['database', 'schema', 'role', 'rows']),
        name: z.string(),
        count: z.int().optional(),
      }),
    ),
  })
  .openapi('Scan')

export const inventoryView = inventorySchema.openapi('Inventory')

export const commandsView = z
  .object({
    results: z.array(
      z.object({
        name: z.string(),
        summary: z.string(),
        args: z.array(z.object({ name: z.string(), required: z.boolean() })),
      }),
    ),
  })
  .openapi('Commands')
