import { usageError } from '../errors.ts'

export type CommandArgs = Record<string, string | boolean>

export interface WantedRun {
  /** One tenant; undefined where --all or --where says which. */
  tenant: string | undefined
  command: string
  args: CommandArgs
}

/** The words after `run`: `[tenant] command [--arg value ...]`. Throws a usage error for what cannot be meant. */
export function parseWords(words: readonly string[], manyTenants: boolean): WantedRun {
  const [tenant, ...after] = manyTenants ? [undefined, ...words] : words
  const [command, ...rest] = after.map(String)
  if (command === undefined || command.startsWith('-')) {
    const [target, example] = manyTenants ? ['', '--all'] : ['<tenant> ', 'thor']
    throw usageError(
      `say what to run: run ${target}-- <command>; tenantctl run ${example} -- count`,
    )
  }
  return { tenant, command, args: parseArgs(rest) }
}

function parseArgs(words: readonly string[]): CommandArgs {
  const args: CommandArgs = {}
  for (let at = 0; at < words.length; at++) {
    const [, name, sign, inline] = /^--([a-zA-Z][\w-]*)(=)?(.*)$/s.exec(words[at] ?? '') ?? []
    if (name === undefined) throw usageError(`"${words[at]}" is no argument: give --name value`)
    const next = words[at + 1]
    const value = sign ? inline : next === undefined || next.startsWith('--') ? true : next
    if (value === next && !sign) at++
    args[camelCase(name)] = requireHarmless(name, value ?? true)
  }
  return args
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Everybody on the machine sees arguments. */
function requireHarmless(name: string, value: string | boolean): string | boolean {
  if (!/^password/i.test(name)) return value
  throw usageError('a password is no argument: pipe it in with --password-stdin before the --')
}
