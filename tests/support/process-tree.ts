/** The processes below one, as Linux shows them in /proc. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export const hasProc = existsSync('/proc/self/stat')

/** Command lines of all descendants of a process that have not ended. */
export function commandsBelow(pid: number): string[] {
  const children = runningProcesses().filter(({ parent }) => parent === pid)
  return children.flatMap((child) => [child.command, ...commandsBelow(child.pid)])
}

/** False for a process that has ended, and for one that only waits for its parent to read its exit code. */
export function isRunning(pid: number): boolean {
  return runningProcesses().some((running) => running.pid === pid)
}

function runningProcesses(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid)) return []
    try {
      // The name of the program is in parentheses, and may hold spaces and parentheses itself.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z') return []
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()
      return [{ pid, parent: Number(parent), command }]
    } catch {
      return [] // It ended meanwhile.
    }
  })
}
