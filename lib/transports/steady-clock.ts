/**
 * Epoch milliseconds that nobody corrects while the process runs: graces, rates and patience of the relay must not stretch
 * or shrink because a clock was set [SQ3]. What is stored or compared with stored times uses Date.now().
 */
const originMs = Date.now() - performance.now()

export function steadyNowMs(): number {
  return originMs + performance.now()
}
