import { readdir, readFile } from 'node:fs/promises'

/** Linux counts CPU time in ticks of a hundredth of a second. */
const ticksPerSecond = 100

/** CPU seconds that a process has used, user and system together; 0 for one that has ended. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readStat(pid)
  return stat ? (stat.ownTicks + stat.endedChildrenTicks) / ticksPerSecond : 0
}

/**
 * The same for a process and all its children, such as PostgreSQL and its backends, including those that
 * have ended.
 */
export async function familyCpuSeconds(pid: number): Promise<number> {
  const children = await childrenOf(pid)
  const each = await Promise.all([pid, ...children].map(cpuSeconds))
  return each.reduce((sum, seconds) => sum + seconds, 0)
}

/** Resident memory of a process in megabytes. */
export async function residentMb(pid: number): Promise<number> {
  return (await statusKb(pid, 'VmRSS')) / 1_024
}

/** Memory of a process and its children in megabytes; shared pages count in proportion. */
export async function familyMb(pid: number): Promise<number> {
  const each = await Promise.all([pid, ...(await childrenOf(pid))].map(proportionalMb))
  return each.reduce((sum, mb) => sum + mb, 0)
}

async function proportionalMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1_024
}

async function statusKb(pid: number, field: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}

export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const stats = await Promise.all(pids.map(readStat))
  return pids.filter((_, i) => stats[i]?.parent === parent)
}

interface Stat {
  parent: number
  ownTicks: number
  endedChildrenTicks: number
}

/** Fields 4 and 14 to 17 of proc(5); the command's name before them may contain anything. */
async function readStat(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [parent = 0] = fields.slice(1)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  return { parent, ownTicks: user + system, endedChildrenTicks: childUser + childSystem }
}
