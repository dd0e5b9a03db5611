import { usageError } from '../errors.ts'

export type CommandArgs = Record<string, string | boolean>

export interface CommandRequest {
  /** One tenant; undefined with --all or --where. */
  tenant: string | undefined
  command: string
  args: CommandArgs
}

/** Parses the words after `run`: `[tenant] command [--arg value ...]`. Throws a usage error if they are invalid. */
export function parseWords(words: readonly string[], manyTenants: boolean): CommandRequest {
  const [tenant, ...after] = manyTenants ? [undefined, ...words] : words
  const [command, ...rest] = after.map(String)
  if (command === undefined || command.startsWith('-')) {
    const [target, example] = manyTenants ? ['', '--all'] : ['<tenant> ', 'thor']
    throw usageError(
      `a command is required: tenantctl run ${target}-- <command>, for example tenantctl run ${example} -- count`,
    )
  }
  return { tenant, command, args: parseArgs(rest) }
}

function parseArgs(words: readonly string[]): CommandArgs {
  const args: CommandArgs = {}
  for (let at = 0; at < words.length; at++) {
    const [, name, sign, inline] = /^--([a-zA-Z][\w-]*)(=)?(.*)$/s.exec(words[at] ?? '') ?? []
    if (name === undefined) throw usageError(`"${words[at]}" is not an argument: use --name value`)
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

/** Every user of the machine can read arguments. */
function requireHarmless(name: string, value: string | boolean): string | boolean {
  if (!/^password/i.test(name)) return value
  throw usageError(
    'a password cannot be an argument: pipe it in, with --password-stdin before the --',
  )
}
