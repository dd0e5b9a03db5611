import { z } from 'zod'
import { ConfigError } from './config-error.ts'

export { ConfigError } from './config-error.ts'

/** Settings that were renamed: the old name, and the one in the schema. */
export type RenamedSettings<Schema extends z.ZodType> = Readonly<
  Record<string, keyof z.infer<Schema> & string>
>

/**
 * Reads the environment; nothing else does. Empty values count as absent. A setting under its old name is
 * an error, because it would be ignored. Throws a ConfigError that names every variable that is missing,
 * wrong or renamed.
 */
export function readEnv<Schema extends z.ZodType>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
  renamed: RenamedSettings<Schema> = {},
): z.infer<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  const outdated = Object.entries(renamed).filter(([name]) => isSetting(present[name]))
  if (parsed.success && outdated.length === 0) return parsed.data
  const problems = [
    ...outdated.map(([before, now]) => `${before} was renamed: set ${now} instead`),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
  ]
  throw new ConfigError(`bad configuration: ${problems.join('; ')}`)
}

/**
 * Kubernetes gives every container NAME_PORT=tcp://… for each Service; such a value was not set by an
 * operator.
 */
function isSetting(value: string | undefined): boolean {
  return value !== undefined && !value.startsWith('tcp://')
}

/** A TCP port; 0 takes any free one. */
export function port(fallback: number) {
  return z.coerce.number('must be a port').int('must be a port').min(0).max(65535).default(fallback)
}

/** A URL of one of the given schemes. */
export function url(...schemes: string[]) {
  return z.string('must be set').refine(
    (value) => {
      return URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', ''))
    },
    `must be a URL (${schemes.map((scheme) => `${scheme}://...`).join(' or ')})`,
  )
}

/** A list `name=value,name=value` as a record; for a repeated name the last value wins. */
export function namedValues() {
  return z
    .string('must be set')
    .regex(/^[^=,]+=[^,]+(,[^=,]+=[^,]+)*$/, 'must look like name=value,name=value')
    .transform((text) => Object.fromEntries(text.split(',').map(splitPair)))
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}

/** The settings of every service: where it listens, how it logs, whether this is development. */
export const commonEnv = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('production'),
  BIND_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a lower-case domain name')
    .default('polls.localhost'),
})
