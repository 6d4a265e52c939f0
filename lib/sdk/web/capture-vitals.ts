/**
 * Records of how the page felt: Largest Contentful Paint, Cumulative Layout Shift, Interaction to Next Paint, First Contentful Paint
 * and Time to First Byte, as the `web-vitals` package measures them. Each comes when it is final, at the latest when the page is
 * hidden.
 */
import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals'
import type { Logger } from '#lib/sdk/logger.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

/** Starts capturing. Returns a function that stops it. Does nothing where there is no page. */
export function captureVitals(logger: Pick<Logger, 'log'>): () => void {
  if (typeof document === 'undefined') return () => {}
  let isStopped = false
  const report = ({ name, value, rating, navigationType }: Metric) => {
    if (isStopped) return
    const isTime = name !== 'CLS'
    const shown = isTime ? Math.round(value) : Math.round(value * 1_000) / 1_000
    try {
      runAsSdk(() =>
        logger.log({
          level: rating === 'poor' ? 'warn' : 'info',
          body: `${name} ${shown}${isTime ? ' ms' : ''} (${rating})`,
          scope: 'vitals',
          attributes: { name, [isTime ? 'valueMs' : 'value']: shown, rating, navigationType },
        }),
      )
    } catch {
      // The page must not hear of it [DV9].
    }
  }
  for (const observe of [onLCP, onCLS, onINP, onFCP, onTTFB]) observe(report)
  return () => {
    isStopped = true
  }
}
