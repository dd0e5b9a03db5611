import { type ChildProcess, spawn } from 'node:child_process'

export interface Watch {
  pid: number
  /** What the watched process is sent when this one is gone. */
  signal: NodeJS.Signals
  /** A folder that goes with it. */
  removeFolder?: string
}

// Waits for the end of standard input, which comes when this process ends in any way, SIGKILL included.
const script = `
trap '' INT TERM HUP
read -r _
kill -s "$2" "$1" 2>/dev/null
[ -n "$3" ] || exit 0
tries=0
while kill -0 "$1" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$3"
`

/**
 * Ends a process when this one dies, however it dies. Works on every POSIX system: it is a shell that
 * reads a pipe whose other end only this process holds.
 */
export function startWatchdog({ pid, signal, removeFolder = '' }: Watch): { end(): void } {
  const args = ['-c', script, 'watchdog', String(pid), signal.replace('SIG', ''), removeFolder]
  const shell = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  detachFromEventLoop(shell)
  return { end: () => void shell.kill('SIGKILL') }
}

function detachFromEventLoop(shell: ChildProcess): void {
  shell.unref()
  const { stdin } = shell
  stdin?.on('error', () => {})
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
}
