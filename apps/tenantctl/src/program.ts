import { Command } from 'commander'
import { ZodError } from 'zod'
import { createClient } from './api/client.ts'
import { usageError } from './errors.ts'
import { exitCodes } from './exit-codes.ts'
import { createWriter } from './output/writer.ts'
import { type GlobalOptions, readSettings } from './settings.ts'
import type { Tools, Verb } from './verb.ts'
import { groups, verbs } from './verbs/index.ts'

const help = `
Environment:
  CONTROL_PLANE_URL  URL of the control plane
  OPS_API_KEY        API key to authenticate with

Exit codes:
  0  success
  1  the operation or command failed, or a check found something
  2  invalid arguments
  3  the control plane refused the request
  4  the control plane is unavailable`

/** Creates the program with all of its verbs. Parsing throws instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('tenantctl')
    .description('Manage tenants through the control plane.')
    .option(
      '--url <url>',
      'URL of the control plane (default $CONTROL_PLANE_URL or http://127.0.0.1:8081)',
    )
    .option('--key-file <file>', 'read the API key from a file instead of $OPS_API_KEY')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', help)
    .exitOverride()
  for (const verb of verbs) addVerb(program, verb)
  return program
}

function addVerb(program: Command, verb: Verb): void {
  const words = verb.name.split(' ')
  const name = words.pop() ?? ''
  const parent = words.reduce(groupOf, program)
  const command = parent.command(`${name} ${verb.takes ?? ''}`.trim()).description(verb.summary)
  for (const each of verb.options ?? []) command.addOption(each)
  if (verb.help) command.addHelpText('after', `\n${verb.help}`)
  command.action(() => run(verb, command))
}

function groupOf(parent: Command, word: string): Command {
  const known = parent.commands.find((command) => command.name() === word)
  return known ?? parent.command(word).description(groups[word] ?? '')
}

async function run(verb: Verb, command: Command): Promise<void> {
  const settings = readSettings(command.optsWithGlobals<GlobalOptions>())
  const tools: Tools = {
    client: createClient(settings),
    out: createWriter(settings.json),
    failed() {
      process.exitCode = exitCodes.failed
    },
  }
  const names = command.registeredArguments.map((argument) => argument.name())
  const given = names.map((name, at) => [name, command.processedArgs[at]] as const)
  try {
    await verb.run(tools, { ...command.opts(), ...Object.fromEntries(given) })
  } catch (error) {
    throw error instanceof ZodError ? usageError(messageOf(error)) : error
  }
}

function messageOf(error: ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('\n')
}
