import { z } from 'zod'
import type { Command } from './command.ts'

export interface CommandListing {
  name: string
  summary: string
  /** The names of its arguments. */
  args: { name: string; required: boolean }[]
}

const shapeSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

/** The commands that can run in a tenant's scope, with their arguments. */
export function describeCommands(commands: Readonly<Record<string, Command>>): CommandListing[] {
  return Object.entries(commands).map(([name, { summary, args }]) => {
    const { properties, required } = shapeSchema.parse(z.toJSONSchema(args, { io: 'input' }))
    const names = Object.keys(properties)
    const described = names.map((arg) => ({ name: arg, required: required.includes(arg) }))
    return { name, summary, args: described }
  })
}
