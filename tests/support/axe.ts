/** What axe finds on a page: each rule that is broken, with the element. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Empty when axe finds nothing, on the page or within an element. Colors are judged after animations have ended. */
export async function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  // The debugger is not bound by the policy of the page.
  await page.evaluate(source)
  return page.evaluate(async (selector) => {
    // What waits pulses without end.
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    await Promise.all(ending.map((animation) => animation.finished.catch(() => {})))
    const { axe } = window as unknown as { axe: { run(within: string, options: RunOptions): Promise<AxeResults> } }
    // Of what passes, one element is enough.
    const { violations } = await axe.run(selector, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 160)}`),
    )
  }, within)
}
