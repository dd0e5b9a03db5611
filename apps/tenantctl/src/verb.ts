import type { Route } from '@mt/control-plane-api/routes'
import { Option } from 'commander'
import type { z } from 'zod'
import type { Client } from './api/client.ts'
import type { Writer } from './output/writer.ts'

/** What a verb works with. */
export interface Tools {
  client: Client
  out: Writer
  /** Sets the exit code to 1 after a verb that ran and reported something bad. */
  failed(): void
}

/** A command of tenantctl. A test compares their list with the API's routes. */
export interface Verb {
  /** What is typed: `operations retry`. */
  name: string
  summary: string
  /** Its arguments: `<operation>`. */
  takes?: string
  options?: readonly Option[]
  /** The API routes that it covers. */
  routes: readonly Route[]
  /** Lines at the end of its help, such as examples. */
  help?: string
  run(tools: Tools, typed: unknown): Promise<unknown>
}

interface Definition<Schema extends z.ZodType> extends Omit<Verb, 'run'> {
  /** Arguments and options together, by name. */
  input: Schema
  run(tools: Tools, input: z.infer<Schema>): Promise<unknown>
}

/** Types the input of a verb's `run`, which throws a ZodError if it is invalid. */
export function verb<Schema extends z.ZodType>(definition: Definition<Schema>): Verb {
  return {
    ...definition,
    run: (tools, typed) => definition.run(tools, definition.input.parse(typed)),
  }
}

export function option(flags: string, description: string): Option {
  return new Option(flags, description)
}
