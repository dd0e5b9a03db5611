import { z } from 'zod'
import type { Command } from './command.ts'

export interface CommandListing {
  name: string
  summary: string
  /** Its arguments' names. */
  args: { name: string; required: boolean }[]
}

const shapeSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

/** What there is to be run in a tenant's scope, and what each command takes. */
export function describeCommands(commands: Readonly<Record<string, Command>>): CommandListing[] {
  return Object.entries(commands).map(([name, { summary, args }]) => {
    const { properties, required } = shapeSchema.parse(z.toJSONSchema(args, { io: 'input' }))
    const names = Object.keys(properties)
    const told = names.map((arg) => ({ name: arg, required: required.includes(arg) }))
    return { name, summary, args: told }
  })
}
