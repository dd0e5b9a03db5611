import type { Context } from '../context.ts'

/** The commands that the data plane knows. Where one takes a hash, an operator gives the password. */
export async function listCommands({ dataPlane }: Context, signal: AbortSignal) {
  const commands = await dataPlane.listCommands(signal)
  const results = commands.map((command) => ({ ...command, args: command.args.map(asGiven) }))
  return { results }
}

function asGiven(arg: { name: string; required: boolean }) {
  return { ...arg, name: arg.name === 'passwordHash' ? 'password' : arg.name }
}
