import { parseArgs } from 'node:util'
import type { Deployment } from './deployment.ts'
import { type Isolation, isolations } from './platform.ts'

export const usage = `npm run conformance -- --gateway URL --ops URL --key KEY

  --gateway URL        URL of the gateway; repeat it for several gateways of the same platform
  --ops URL            URL of the control plane
  --key KEY            API key with the scopes onboard and operate, and admin to purge the tenants at the
                       end (default: $OPS_API_KEY)
  --model MODEL        ${isolations.join(', ')}; may be repeated (default: all)
  --base-domain NAME   domain of the tenants’ hosts to call, if they have several hosts
  --polls URL          URL of polls itself, if this machine can bypass the gateway
  --help               show this help

The suite onboards its own tenants, with names that cannot be guessed, and removes them at the end.
`

/** The command line is invalid. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export interface RunOptions {
  help: boolean
  deployment: Deployment
  models: readonly Isolation[]
}

/** Parses the command line; the key may come from the environment. Throws a UsageError that names what is invalid. */
export function parseOptions(args: string[], keyOfEnv?: string): RunOptions {
  const { gateway, ops, key = keyOfEnv, model, polls, help, ...values } = parse(args)
  const [first, ...others] = (gateway ?? []).map((url) => origin('--gateway', url))
  const missing = Object.entries({ '--gateway': first, '--ops': ops, '--key': key })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  if (!help && missing.length > 0) throw new UsageError(`missing: ${missing.join(', ')}`)
  const baseDomain = values['base-domain']
  return {
    help: help ?? false,
    models: models(model),
    deployment: {
      gateways: [first ?? '', ...others],
      ops: ops === undefined ? '' : origin('--ops', ops),
      key: key ?? '',
      ...(polls === undefined ? {} : { polls: origin('--polls', polls) }),
      ...(baseDomain === undefined ? {} : { baseDomain }),
    },
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const texts = { ...text, multiple: true } as const
  try {
    return parseArgs({
      args,
      options: {
        ...{ gateway: texts, ops: text, key: text, model: texts, polls: text },
        ...{ 'base-domain': text, help: { type: 'boolean', short: 'h' } },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function origin(option: string, value: string): string {
  const url = URL.parse(value)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError(`${option} must be a URL such as http://127.0.0.1:8080, not ${value}`)
}

function models(names: string[] = [...isolations]): Isolation[] {
  const unknown = names.find((model) => !isolations.some((each) => each === model))
  if (unknown)
    throw new UsageError(`--model must be one of ${isolations.join(', ')}, not ${unknown}`)
  return isolations.filter((model) => names.includes(model))
}
