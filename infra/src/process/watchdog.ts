import { type ChildProcess, spawn } from 'node:child_process'

export interface Watchdog {
  /** Cancels the watchdog. */
  end(): void
}

// Standard input ends when this process does, in any way, including SIGKILL.
const waitForOurEnd = "trap '' INT TERM HUP; read -r _"

/**
 * Ends a process when this one dies, for whatever reason. Works on every POSIX system: the watchdog is a
 * shell that reads a pipe whose other end only this process holds.
 */
export function endWithUs(pid: number, signal: NodeJS.Signals): Watchdog {
  return startWatchdog('kill -s "$1" "$2" 2>/dev/null', signal.replace('SIG', ''), String(pid))
}

/**
 * Removes a folder when this process dies, while a server that ends at the same time may still write to it.
 */
export function removeWithUs(folder: string): Watchdog {
  const script =
    'for _ in $(seq 100); do rm -rf "$1" 2>/dev/null; [ -e "$1" ] || exit 0; sleep 0.1; done'
  return startWatchdog(script, folder)
}

/** Runs a program once this process has died, for whatever reason. */
export function runAfterUs(program: string, ...args: string[]): Watchdog {
  return startWatchdog('exec "$@"', program, ...args)
}

function startWatchdog(script: string, ...args: string[]): Watchdog {
  const shellArgs = ['-c', `${waitForOurEnd}; ${script}`, 'watchdog', ...args]
  const shell = spawn('/bin/sh', shellArgs, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  detachFromEventLoop(shell)
  return { end: () => void shell.kill('SIGKILL') }
}

function detachFromEventLoop(shell: ChildProcess): void {
  shell.unref()
  const { stdin } = shell
  stdin?.on('error', () => {})
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
}
