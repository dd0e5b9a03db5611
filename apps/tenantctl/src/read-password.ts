import { text } from 'node:stream/consumers'
import { password as askHidden, isCancel } from '@clack/prompts'
import { usageError } from './errors.ts'

export interface PasswordSource {
  /** Whether to read it from standard input. */
  passwordStdin?: boolean | undefined
}

/**
 * Reads a password from standard input, or prompts for it without echo. It is never an argument, which
 * every user of the machine could read and the shell's history would keep.
 */
export async function readPassword(
  { passwordStdin }: PasswordSource,
  username: string,
): Promise<string> {
  if (passwordStdin) return fromStandardInput()
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError(`a password for ${username} is required: pipe it in with --password-stdin`)
  }
  const typed = await askHidden({ message: `Password for ${username}`, output: process.stderr })
  if (isCancel(typed)) throw usageError('no password was entered')
  return typed
}

async function fromStandardInput(): Promise<string> {
  const given = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (given === '') throw usageError('--password-stdin: standard input is empty')
  return given
}
