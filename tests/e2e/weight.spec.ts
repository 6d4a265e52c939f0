/** How much script the pages may load before a person can use them. `npm run bench:pages` prints the sizes. */
import { isLivePage, LIVE_PAGE_BYTES_MAX, OTHER_PAGE_BYTES_MAX, weighPages } from '#tests/bench/pages/weigh-pages.ts'
import { expect, test } from './fixtures.ts'

test('no page loads more script than its budget, and only live pages start a worker', async ({ browser, server }) => {
  // Nine pages, each in a browser of its own.
  test.setTimeout(600_000)
  for (const [name, { startBytes, workerBytes }] of await weighPages(browser, server)) {
    expect.soft(startBytes, name).toBeLessThanOrEqual(isLivePage(name) ? LIVE_PAGE_BYTES_MAX : OTHER_PAGE_BYTES_MAX)
    expect.soft(startBytes, name).toBeGreaterThan(100 * 1024)
    expect.soft(workerBytes > 0, name).toBe(isLivePage(name))
  }
})
