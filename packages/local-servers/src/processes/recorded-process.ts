import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStart, shellsOwnStart } from './process-start.ts'

export interface RecordedCommand {
  file: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Its working folder. */
  folder: string
  logFile: string
  /** Where its id and start time are recorded, so that it can be found again. */
  recordFile: string
  uid?: number
  gid?: number
}

export interface RecordedProcess {
  pid: number
  /** Its start time, as processStart returns it. */
  start: string
}

const pollEveryMs = 25

/** The process writes its own record before it becomes the program, so none runs without one. */
const recordAndBecome = `${shellsOwnStart}
record=$1; shift
printf '%s %s' "$$" "$start" > "$record.new" && mv "$record.new" "$record" && exec "$@"`

/**
 * Starts a program that outlives this process, in its own process group. A later process finds it by its
 * record. The log of the previous run is kept as well.
 */
export async function startRecorded(command: RecordedCommand): Promise<ChildProcess> {
  const { file, args, env, folder, logFile, recordFile, uid, gid } = command
  await rename(logFile, `${logFile}.before`).catch(() => {})
  await using log = await open(logFile, 'w', 0o600)
  const script = ['-c', recordAndBecome, 'record', recordFile, file, ...args]
  const child = spawn('/bin/sh', script, {
    env: { PATH: '/usr/bin:/bin', ...env },
    cwd: folder,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
  await once(child, 'spawn')
  child.unref()
  return child
}

/** The process of a record, if it still runs; another process that got its id does not count. */
export async function findRecorded(recordFile: string): Promise<RecordedProcess | undefined> {
  const text = await readFile(recordFile, 'utf8').catch(() => '')
  const [, id, start] = /^(\d+) (.+)$/.exec(text) ?? []
  const pid = Number(id)
  if (!start || pid <= 1 || (await processStart(pid)) !== start) return undefined
  return { pid, start }
}

/**
 * Ends the process of a record: with `signal`, and with SIGKILL if it has not ended `graceMs` later.
 * Resolves, when it has ended and the record is removed, to whether it ran at all.
 */
export async function endRecorded(
  recordFile: string,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<boolean> {
  const found = await findRecorded(recordFile)
  if (found) send(found.pid, signal)
  const endMs = Date.now() + graceMs
  for (let running = found; running; running = await findRecorded(recordFile)) {
    if (Date.now() > endMs) send(running.pid, 'SIGKILL')
    await sleep(pollEveryMs)
  }
  await rm(recordFile, { force: true })
  return found !== undefined
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended meanwhile.
  }
}
