/**
 * Epoch milliseconds that never jump while the process runs: setting the machine's clock must not stretch or shrink the
 * relay's grace periods, rates and timeouts [SQ3]. Times that are stored, or compared with stored times, use Date.now().
 */
const originMs = Date.now() - performance.now()

export function steadyNowMs(): number {
  return originMs + performance.now()
}
