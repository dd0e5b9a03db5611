import type { Route } from '@mt/control-plane-api/routes'
import { Option } from 'commander'
import type { z } from 'zod'
import type { Client } from './api/client.ts'
import type { Writer } from './output/writer.ts'

/** What a verb works with. */
export interface Tools {
  client: Client
  out: Writer
  /** It has run, and what it tells is no good news: the exit code is 1. */
  failed(): void
}

/** Something that an operator can say. The list of them is held to the API's routes by a test. */
export interface Verb {
  /** What is typed: `operations retry`. */
  name: string
  summary: string
  /** What it is given: `<operation>`. */
  takes?: string
  options?: readonly Option[]
  /** The routes of the API that it stands for. */
  routes: readonly Route[]
  /** Lines under the help, examples say. */
  help?: string
  run(tools: Tools, typed: unknown): Promise<unknown>
}

interface Definition<Schema extends z.ZodType> extends Omit<Verb, 'run'> {
  /** Arguments and options together, by name. */
  input: Schema
  run(tools: Tools, input: z.infer<Schema>): Promise<unknown>
}

/** A verb whose `run` knows the type of what was typed. Throws a ZodError for what cannot be meant. */
export function verb<Schema extends z.ZodType>(definition: Definition<Schema>): Verb {
  return {
    ...definition,
    run: (tools, typed) => definition.run(tools, definition.input.parse(typed)),
  }
}

export function option(flags: string, description: string): Option {
  return new Option(flags, description)
}
