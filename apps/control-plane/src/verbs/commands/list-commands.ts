import type { DataPlane } from '../../data-plane/data-plane.ts'

/** Lists the data plane's commands. If a command takes the hash of a password, operators send the password. */
export async function listCommands(
  { dataPlane }: { dataPlane: Pick<DataPlane, 'listCommands'> },
  signal: AbortSignal,
) {
  const commands = await dataPlane.listCommands(signal)
  const results = commands.map((command) => ({ ...command, args: command.args.map(asGiven) }))
  return { results }
}

function asGiven(arg: { name: string; required: boolean }) {
  return { ...arg, name: arg.name === 'passwordHash' ? 'password' : arg.name }
}
