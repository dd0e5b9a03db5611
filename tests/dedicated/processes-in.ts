import { readdir, readFile, readlink } from 'node:fs/promises'
import { relative, sep } from 'node:path'

/**
 * The tenants whose processes work in a folder of dedicated tenants, recorded or not: sorted, each as often
 * as it has processes that are no other's children. Linux alone tells.
 */
export async function processesIn(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = new Map<string, { tenant: string; parent: string }>()
  for (const pid of pids) {
    const at = relative(folder, await readlink(`/proc/${pid}/cwd`).catch(() => '/'))
    if (at.startsWith('..')) continue
    found.set(pid, { tenant: at.split(sep)[0] ?? '', parent: await parentOf(pid) })
  }
  const roots = [...found.values()].filter(({ parent }) => !found.has(parent))
  return roots.map(({ tenant }) => tenant).sort()
}

/** Field 4 of proc(5); the command's name before it may hold anything. */
async function parentOf(pid: string): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? ''
}
