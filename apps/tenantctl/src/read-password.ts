import { text } from 'node:stream/consumers'
import { password as askHidden, isCancel } from '@clack/prompts'
import { usageError } from './errors.ts'

export interface PasswordSource {
  /** Whether standard input holds it. */
  passwordStdin?: boolean | undefined
}

/**
 * A password from standard input, or typed where nobody sees it. It is never an argument: everybody on
 * the machine could read it, and it would stay in the shell's history.
 */
export async function readPassword(
  { passwordStdin }: PasswordSource,
  whose: string,
): Promise<string> {
  if (passwordStdin) return fromStandardInput()
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError(`the password of ${whose} is missing: pipe it in with --password-stdin`)
  }
  const typed = await askHidden({ message: `Password of ${whose}`, output: process.stderr })
  if (isCancel(typed)) throw usageError('no password was given')
  return typed
}

async function fromStandardInput(): Promise<string> {
  const given = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (given === '') throw usageError('--password-stdin: standard input was empty')
  return given
}
