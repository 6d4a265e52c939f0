/**
 * What processes have used, as counted by the kernel: CPU time of a process with all its threads and children, and its share of
 * memory. On systems without /proc, `ps` gives the same less precisely.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const hasProc = existsSync('/proc/self/stat')
const hasSchedstat = existsSync('/proc/self/schedstat')
const ticksPerSecond = hasProc ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 100

/** utime + stime in seconds, for the process with all its threads and everything it started. */
export function cpuSeconds(pid: number): number {
  if (hasSchedstat) return [pid, ...descendants(pid)].reduce((sum, one) => sum + threadSeconds(one), 0)
  if (!hasProc) return psSeconds(execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }))
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + statSeconds(one), 0)
}

/** The same time in nanoseconds instead of the 10 ms ticks of `stat`. Counts only live threads, as our servers' are. */
function threadSeconds(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]),
  )
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9
}

function statSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return children.flatMap((child) => [child, ...descendants(child)])
}

function psSeconds(time: string): number {
  return time
    .trim()
    .split(/[:-]/)
    .reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** Proportional set size if the kernel reports it, otherwise resident size. */
export function memoryBytes(pid: number): number {
  if (!hasProc) return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024
}

/** What `ps` would show, including pages shared with other processes. */
export function residentBytes(pid: number): number {
  if (!hasProc) return memoryBytes(pid)
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

export interface MachineTime {
  busySeconds: number
  stealSeconds: number
  atMs: number
}

/** What all cores together have done since boot; null if the kernel does not report it. */
export function machineTime(): MachineTime | null {
  if (!hasProc) return null
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join()
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / ticksPerSecond)
  return { busySeconds: user + nice + system + irq + softirq, stealSeconds: steal, atMs: performance.now() }
}
