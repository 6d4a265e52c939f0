/**
 * Every page at eight widths: nothing scrolls sideways, no text is cut without a sign, and no control in sight lies under another. With no
 * device, and with long names; the longer suite looks at Russian too.
 */
import { startAgentLogger } from '#lib/sdk/index.ts'
import { geometryFindings } from '#tests/support/geometry.ts'
import { PUBLIC_PAGES, SIGNED_IN_PAGES } from './all-pages.ts'
import { expect, test } from './fixtures.ts'
import { signIn } from './sign-in.ts'

const WIDTHS = [320, 375, 430, 768, 900, 1024, 1440, 1920]
const LONG_NAME = 'Checkout service of the northern warehouse, Kommissionierung-Wiederauffüllungsterminal 17'

for (const locale of process.env.LONG ? ['en-US', 'ru-RU'] : ['en-US']) {
  test.describe(locale, () => {
    test.use({ locale, reducedMotion: 'reduce' })

    test('every page fits every width', async ({ page, owner, server }) => {
      test.setTimeout(600_000)
      const found: string[] = []
      const look = async (path: string, what = path) => {
        await page.goto(path)
        await page.getByRole('heading').or(page.getByRole('main')).first().waitFor()
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 1200 })
          // The page may lay out by script, in the frame after.
          await page.evaluate(
            () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
          )
          for (const finding of await geometryFindings(page)) found.push(`${what} at ${width}: ${finding}`)
        }
      }
      for (const path of PUBLIC_PAGES) await look(path)
      await signIn(page, owner)
      for (const path of SIGNED_IN_PAGES) await look(path, `${path} without a device`)

      const token = server.cli(['token', 'create', '--email', owner.email, '--name', `${LONG_NAME} token`]).trim()
      const devices = Array.from({ length: 12 }, (_, i) =>
        startAgentLogger({
          server: server.url,
          token,
          name: i === 0 ? LONG_NAME : `${LONG_NAME.slice(0, 8 * i)} ${i}`,
          appName: 'An app with a long name',
          appVersion: '12.34.56-beta.7+build.89012',
          installationId: `geometry-${locale}-${i}`,
          warn: () => {},
        }),
      )
      const [first, ...others] = devices
      for (const device of devices)
        for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const)
          for (let i = 0; i < 40; i++) device.log({ level, body: `${LONG_NAME} ${level} ${i}`, scope: 'shop.cart' })
      await Promise.all(devices.map((device) => device.flush()))
      for (const device of others.slice(0, 4)) await device.close()

      for (const path of SIGNED_IN_PAGES) await look(path)
      await page.goto('/dashboard')
      const deviceHref = await page.locator('a[href^="/dashboard/devices/"]').first().getAttribute('href')
      await look(deviceHref ?? '', 'a device')
      await look(`/dashboard/sessions/${first?.session}`, 'a live session')
      await look(`/dashboard/sessions/${others[0]?.session}`, 'an ended session')
      expect(found).toEqual([])
      await Promise.all(devices.map((device) => device.close()))
    })
  })
}
